import { signal } from '@preact/signals';
import type { DeadLetter } from '../../api.ts';
import { dayOf, timeOfDay } from '../../timeline/words.ts';
import { get, post } from '../api-client.ts';
import { Dialog } from '../dialog.tsx';
import { say, trying } from '../state/notices.ts';
import { canRequest, localOffsetMs } from '../state/studio-info.ts';

const isOpen = signal(false);
/** Null while they are looked for. */
const letters = signal<readonly DeadLetter[] | null>(null);

export function openDeadLetters(): void {
  isOpen.value = true;
  letters.value = null;
  if (canRequest.value) void trying(look);
}

async function look(): Promise<void> {
  letters.value = (await get<{ letters: DeadLetter[] }>('/api/dead-letters')).letters;
}

async function redrive(messageIds?: string[]): Promise<void> {
  const { sent } = await post<{ sent: number }>(
    '/api/dead-letters/redrive',
    messageIds ? { messageIds } : {},
  );
  say(`${sent} ${sent === 1 ? 'message is' : 'messages are'} in the queue again.`, 'good');
  await look();
}

/** What was given up after five receives, why, and the way back. */
export function DeadLettersDialog() {
  const found = letters.value;
  return (
    <Dialog
      title="Dead letters"
      isOpen={isOpen.value}
      onClose={() => {
        isOpen.value = false;
      }}
    >
      {!canRequest.value && (
        <p class="dim">Looking into the queue hides its messages for a moment: see --allow-requests.</p>
      )}
      {canRequest.value && found === null && <p class="dim">Looking…</p>}
      {found?.length === 0 && <p class="dim">None. Messages come here when their last receive has failed.</p>}
      {found && found.length > 0 && (
        <>
          <ul class="letters">
            {found.map((letter) => (
              <Letter key={letter.messageId} letter={letter} />
            ))}
          </ul>
          <div class="dialog-foot">
            <button type="button" class="strong" onClick={() => void trying(() => redrive())}>
              Redrive all {found.length}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}

function Letter({ letter: { messageId, clipId, reason, sentAtMs, receives, body } }: { letter: DeadLetter }) {
  const offset = localOffsetMs(sentAtMs);
  return (
    <li class="letter">
      <div class="letter-head">
        <h3>{clipId ?? 'no clip id'}</h3>
        <span class="dim">
          sent {dayOf(sentAtMs, offset)} {timeOfDay(sentAtMs, offset).slice(0, 8)} · {receives} receives
        </span>
        <button type="button" class="quiet" onClick={() => void trying(() => redrive([messageId]))}>
          Redrive<span class="hidden"> {clipId ?? messageId}</span>
        </button>
      </div>
      <p class="reason">{reason.message}</p>
      <textarea readOnly rows={3} spellcheck={false} aria-label="Message body" value={body.slice(0, 2000)} />
    </li>
  );
}
