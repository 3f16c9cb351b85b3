import type { ComponentChildren } from 'preact';
import { byteWords, dollarWords, lengthWords } from '../../timeline/words.ts';
import { statusWords } from '../state/clips.ts';
import { estimate, message } from '../state/request-form.ts';

const MODE_WORDS = { copy: 'Copy', smart: 'Smart cut', encode: 'Encode' } as const;

/** What the planner says of the request; as high as it will ever be, so that nothing below it moves. */
export function EstimateView() {
  const plan = estimate.value;
  if (!message.value) {
    return <Frame>{<p class="dim">Mark a moment to see what it will cost.</p>}</Frame>;
  }
  if (!plan) return <Frame>{<p class="dim">Planning…</p>}</Frame>;
  if (!plan.ok) {
    return (
      <Frame>
        <p class="bad">
          {statusWords(plan.status)}: {plan.reason.message}
        </p>
      </Frame>
    );
  }
  const holes = plan.gaps.reduce((sum, [from, to]) => sum + to - from, 0);
  return (
    <Frame>
      <dl class="figures">
        <Figure name="Mode">{MODE_WORDS[plan.mode]}</Figure>
        <Figure name="Clip">
          {lengthWords(plan.durationMs)}
          {plan.frames === null ? '' : ` · ${plan.frames} f`}
        </Figure>
        <Figure name="Takes">about {plan.seconds.toFixed(1)} s</Figure>
        <Figure name="Reads">{byteWords(plan.bytesRead)}</Figure>
        <Figure name="Costs">{dollarWords(plan.usd)}</Figure>
        <Figure name="Gaps">{plan.gaps.length === 0 ? 'none' : lengthWords(holes)}</Figure>
      </dl>
      <p class="dim why">{plan.why}</p>
    </Frame>
  );
}

function Frame({ children }: { children: ComponentChildren }) {
  return (
    <div class="estimate" role="status" aria-label="Estimate">
      {children}
    </div>
  );
}

function Figure({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
