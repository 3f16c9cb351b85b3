import type { ClipCard } from '../../api.ts';
import { lengthWords } from '../../timeline/words.ts';

/** The window that was asked for: what of it is in the clip, and where nothing was recorded. */
export function CoverageBar({ card: { startMs, endMs, covered, gaps } }: { card: ClipCard }) {
  if (startMs === null || endMs === null || endMs <= startMs) return <div class="coverage" />;
  const length = endMs - startMs;
  const place = ([from, to]: readonly [number, number]) => {
    const left = Math.max(0, (from - startMs) / length);
    const right = Math.min(1, (to - startMs) / length);
    return { left: `${left * 100}%`, width: `${Math.max(0, right - left) * 100}%` };
  };
  const missing = gaps.reduce((sum, [from, to]) => sum + to - from, 0);
  const words = gaps.length === 0 ? 'without gaps' : `${gaps.length} gaps, ${lengthWords(missing)} in all`;
  return (
    <div
      class="coverage"
      role="img"
      aria-label={covered.length === 0 ? 'nothing covered' : `Covered ${words}`}
    >
      {covered.map((range) => (
        <span key={range[0]} class="covered" style={place(range)} />
      ))}
      {gaps.map((range) => (
        <span key={range[0]} class="gap" style={place(range)} />
      ))}
    </div>
  );
}
