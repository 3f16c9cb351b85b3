import { areClipsLoaded, cards } from '../state/clips.ts';
import { ClipCardView } from './clip-card.tsx';

/** The clips as they come, the newest first. */
export function ClipsPanel() {
  const isEmpty = areClipsLoaded.value && cards.value.length === 0;
  return (
    <section class="clips" aria-label="Clips">
      <div class="panel-head">
        <h2>Clips</h2>
        <p class="dim">{countWords(cards.value.length)}</p>
      </div>
      {isEmpty && (
        <p class="empty">No clips yet. Mark a moment and press Enter; the clip arrives here by itself.</p>
      )}
      <ul class="cards">
        {cards.value.map((card) => (
          <li key={card.clipId}>
            <ClipCardView card={card} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function countWords(count: number): string {
  if (count === 0) return '';
  return count === 1 ? 'one' : `the latest ${count}`;
}
