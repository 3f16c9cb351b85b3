import { dayOf, timeOfDay } from '../../timeline/words.ts';
import { marks } from '../state/cut-marks.ts';
import { clipId, cut, isSending, message, resetWishes } from '../state/request-form.ts';
import { canRequest, info, localOffsetMs } from '../state/studio-info.ts';
import { EstimateView } from './estimate-view.tsx';
import { MessageView } from './message-view.tsx';
import { WishFields } from './wish-fields.tsx';

/** What is asked for, what it will come to, and the button. */
export function RequestPanel() {
  const mayCut = canRequest.value || info.value === null;
  return (
    <section class="request" aria-label="Request">
      <div class="panel-head">
        <h2>Cut</h2>
        <button type="button" class="quiet" onClick={resetWishes}>
          Reset
        </button>
      </div>
      <Window />
      <label class="field wide">
        <span>Clip id</span>
        <input
          type="text"
          value={clipId.value}
          maxLength={128}
          spellcheck={false}
          autocomplete="off"
          onInput={(event) => {
            clipId.value = event.currentTarget.value;
          }}
        />
      </label>
      <WishFields />
      <EstimateView />
      <button
        type="button"
        class="cut"
        aria-keyshortcuts="Enter"
        disabled={!message.value || isSending.value || !mayCut}
        onClick={() => void cut()}
      >
        {mayCut ? 'Cut' : 'Only looking'} <kbd>Enter</kbd>
      </button>
      <MessageView />
    </section>
  );
}

function Window() {
  const { cameraId, inMs, outMs } = marks.value;
  const clock = (ms: number | null) => (ms === null ? '--:--:--.---' : timeOfDay(ms, localOffsetMs(ms)));
  const any = inMs ?? outMs;
  return (
    <dl class="window">
      <div>
        <dt>In</dt>
        <dd class={inMs === null ? 'dim' : ''}>{clock(inMs)}</dd>
      </div>
      <div>
        <dt>Out</dt>
        <dd class={outMs === null ? 'dim' : ''}>{clock(outMs)}</dd>
      </div>
      <div>
        <dt>Of</dt>
        <dd>{cameraId ?? '-'}</dd>
        <dd class="dim">{any === null ? ' ' : dayOf(any, localOffsetMs(any))}</dd>
      </div>
    </dl>
  );
}
