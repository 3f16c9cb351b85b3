import { isConnected, queue } from '../state/clips.ts';
import { canRequest, info } from '../state/studio-info.ts';
import { openDeadLetters } from './dead-letters.tsx';

/** How many requests wait and are worked on, and those that were given up. */
export function QueueBar() {
  const depth = queue.value;
  return (
    <div class="queue-bar">
      {!isConnected.value && <span class="status status-bad">no connection</span>}
      {info.value && !canRequest.value && <span class="status status-waiting">only looking</span>}
      <Count name="waiting" value={depth && depth.waiting + depth.delayed} />
      <Count name="running" value={depth?.running ?? null} />
      <button
        type="button"
        class={`quiet dead ${depth && depth.deadLetters > 0 ? 'dead-some' : ''}`}
        onClick={openDeadLetters}
      >
        <strong>{depth?.deadLetters ?? '–'}</strong> dead letters
      </button>
    </div>
  );
}

function Count({ name, value }: { name: string; value: number | null }) {
  return (
    <span class="count">
      <strong>{value ?? '–'}</strong> {name}
    </span>
  );
}
