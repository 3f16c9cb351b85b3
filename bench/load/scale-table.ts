import { type ClipFigures, type Demand, type Limits, type Prices, scaleOf } from './scale-model.ts';

/** What a demand takes and costs, in Markdown: the page docs/scale.md holds what this writes. */
export function scaleTable(demand: Demand, clip: ClipFigures, limits: Limits, prices: Prices): string {
  const scale = scaleOf(demand, clip, limits, prices);
  const { clipsPerSAtPeak, environmentsAtPeak, usdPerDay, usdPerThousandClips, mostClipsPerDay } = scale;
  const rows = scale.limits.map(({ limit, needed, allowed, setting }) => {
    const share = `${((100 * needed) / allowed).toFixed(0)} %`;
    return `| ${limit} | ${whole(needed)} | ${whole(allowed)} | ${share} | ${setting} |\n`;
  });
  return [
    `${whole(demand.clipsPerDay)} clips a day are ${clipsPerSAtPeak.toFixed(1)} a second at the peak, `,
    `in ${environmentsAtPeak} execution environments, and cost ${usdPerDay.toFixed(0)} USD a day `,
    `(${usdPerThousandClips.toFixed(3)} USD for a thousand).\n\n`,
    '| limit | needed at the peak | allowed | used | what to change |\n| --- | ---: | ---: | ---: | --- |\n',
    ...rows,
    `\nThe first limit is met at ${whole(mostClipsPerDay)} clips a day: ${scale.limits[0]?.limit}.\n`,
  ].join('');
}

/** Digits in groups of three. */
function whole(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}
