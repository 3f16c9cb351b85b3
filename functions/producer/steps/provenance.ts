import type { ClipProvenance } from '../core/clip-document.ts';
import { costOf } from '../core/cost.ts';
import type { CutPlan } from '../core/plan.ts';
import type { Archive, Ports } from '../ports.ts';

/** How a clip came to be, for its document. */
export async function provenanceOf(
  plan: CutPlan,
  archive: Archive,
  timings: ClipProvenance['timings'],
  puts: number,
  { producer, deployment }: Pick<Ports, 'producer' | 'deployment'>,
): Promise<ClipProvenance> {
  const bytesRead = archive.bytesRead();
  const { gets, lists } = archive.requests();
  return {
    sources: plan.segments.map(({ recording, fromUs, toUs }) => ({
      key: recording.key,
      etag: recording.etag,
      fromMs: Math.round(fromUs / 1000),
      toMs: Math.round(toUs / 1000),
      bytesRead: bytesRead.get(recording.key) ?? 0,
      size: recording.bytes,
    })),
    cutMode: plan.mode,
    cutReason: plan.reason,
    timings,
    cost: costOf({
      durationMs: timings.totalMs,
      memoryMb: deployment.memoryMb,
      s3Gets: gets,
      s3Puts: puts + lists,
    }),
    tool: { wavecut: deployment.version, ffmpeg: await producer.toolVersion() },
  };
}
