import { signal } from '@preact/signals';
import { Dialog } from './dialog.tsx';
import { BINDINGS } from './player/keys.ts';

const isOpen = signal(false);

export function openKeys(): void {
  isOpen.value = true;
}

/** Which key does what. */
export function KeysDialog() {
  return (
    <Dialog
      title="Keys"
      isOpen={isOpen.value}
      onClose={() => {
        isOpen.value = false;
      }}
    >
      <dl class="keys">
        {BINDINGS.map(({ shownAs, words }) => (
          <div key={shownAs}>
            <dt>
              {shownAs.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
        <div>
          <dt>Wheel</dt>
          <dd>zooms the timeline at the pointer; with Shift it moves it</dd>
        </div>
      </dl>
    </Dialog>
  );
}
