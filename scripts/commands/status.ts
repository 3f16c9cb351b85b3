import type { ClipDocument, RangeTuple } from '../../functions/producer/core/clip-document.ts';
import { OUTCOMES } from '../../functions/producer/core/outcomes.ts';
import { parseOptions } from '../options.ts';
import { COMMON_HELP, COMMON_OPTIONS, runCommand } from '../target/run-command.ts';
import { UsageError } from '../usage-error.ts';

const HELP = `npm run wavecut -- status CLIP [options]

Shows what became of a clip, from its document.

${COMMON_HELP}
Exit codes: 0 the clip is available, 1 it is not and will not be (or there is no such clip), 2 a wrong argument,
3 it is being made or waits for its recording.
`;

export const UNDER_WAY = 3;

/** `npm run wavecut -- status CLIP`. @returns the exit code. */
export async function status(argv: string[]): Promise<number> {
  return runCommand(
    'status',
    HELP,
    () => {
      const { values, positionals } = parseOptions({
        args: argv,
        options: COMMON_OPTIONS,
        allowPositionals: true,
      });
      if (values.help) return null;
      const [clipId, ...more] = positionals;
      if (!clipId || more.length > 0) throw new UsageError('status takes one clipId');
      return { clipId, outputs: values.outputs, json: values.json };
    },
    async ({ clipId, json }, { target, print, say }) => {
      const document = await (await target.documents()).findOne({ _id: clipId });
      if (!document) {
        say(`There is no clip ${clipId} in ${target.name}.`);
        if (json) print('null');
        return 1;
      }
      print(json ? JSON.stringify(document) : statusInWords(document));
      return exitCodeOf(document);
    },
  );
}

/** How a command ends that was to tell of this clip. */
export function exitCodeOf({ status: state }: Pick<ClipDocument, 'status'>): number {
  const { kind } = OUTCOMES[state];
  if (kind === 'made') return 0;
  return kind === 'waiting' || kind === 'working' ? UNDER_WAY : 1;
}

/** A document as a person reads it: a line for each thing there is to tell. */
export function statusInWords(document: ClipDocument): string {
  const {
    clipId,
    status: state,
    reason,
    expectedAt,
    attempts,
    clip,
    media,
    gaps,
    cutMode,
    timings,
  } = document;
  const time = (epochMs: number) => new Date(epochMs).toISOString();
  // Of a recording they are offsets.
  const range = ([start, end]: RangeTuple) =>
    document.recording ? `${start} to ${end} ms` : `${time(start)} to ${time(end)}`;
  const lines: (string | false)[] = [
    `${clipId}  ${state}`,
    reason !== null && `  reason    ${reason.code}: ${reason.message}`,
    expectedAt !== null && `  expected  ${time(expectedAt)}`,
    `  attempts  ${attempts}, first ${time(document.createdAt)}, last ${time(document.updatedAt)}`,
    clip.url !== null && `  clip      ${clip.url}`,
    media !== null &&
      `  media     ${(media.durationMs / 1000).toFixed(3)} s, ${media.width}x${media.height}, ${media.bytes} bytes`,
    gaps.length > 0 && `  gaps      ${gaps.map(range).join(', ')}`,
    cutMode !== undefined && timings !== undefined && `  made by   ${cutMode}, in ${timings.totalMs} ms`,
  ];
  return lines.filter((line) => line !== false).join('\n');
}
