import type { Reason } from '../../functions/producer/core/outcomes.ts';
import { parseOptions, wholeNumber } from '../options.ts';
import { type DeadLetter, giveBack, takeDeadLetters } from '../redrive/dead-letters.ts';
import { moveAll, moveEach } from '../redrive/move.ts';
import { COMMON_HELP, COMMON_OPTIONS, type CommandContext, runCommand } from '../target/run-command.ts';

const HELP = `npm run wavecut -- redrive [options]

Shows what lies in the dead-letter queue and moves it back to the request queue, where it is worked off as if it were
new. Moving twice, or half, loses nothing and makes no clip twice.

  --max N           at most N messages
  --dry-run         shows them and moves none
${COMMON_HELP}
Exit codes: 0 done, 1 a failure (what was not moved is where it was), 2 a wrong argument, 130 after Ctrl-C.
`;

interface Wanted {
  readonly max: number;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly outputs: string | undefined;
}

/** A dead letter as it is shown. */
interface Shown {
  readonly messageId: string;
  readonly clipId: string | null;
  readonly reason: Reason | null;
  readonly ageMs: number;
  readonly receives: number;
}

/** `npm run wavecut -- redrive`. @returns the exit code. */
export async function redrive(argv: string[]): Promise<number> {
  return runCommand(
    'redrive',
    HELP,
    (): Wanted | null => {
      const options = {
        ...COMMON_OPTIONS,
        max: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
      } as const;
      const { values } = parseOptions({ args: argv, options });
      if (values.help) return null;
      const max = values.max === undefined ? Infinity : wholeNumber('max', values.max, 1);
      return { max, dryRun: values['dry-run'], json: values.json, outputs: values.outputs };
    },
    work,
  );
}

async function work({ max, dryRun, json }: Wanted, context: CommandContext): Promise<number> {
  const { target, print, say, signal } = context;
  const { sqs, deadLetterQueueUrl } = target;
  const letters = await takeDeadLetters(sqs, deadLetterQueueUrl, max, signal);
  const shown = await withReasons(letters, context);
  if (!json) for (const letter of shown) print(inWords(letter));
  let moved = 0;
  if (dryRun || letters.length === 0) {
    await giveBack(sqs, deadLetterQueueUrl, letters);
  } else {
    // SQS's own task moves all there is.
    const movedByTask = max === Infinity ? await moveAll(target, letters, signal) : null;
    moved =
      movedByTask ?? (await moveEach(target, letters, signal, ({ messageId }) => say(`moved ${messageId}`)));
  }
  if (json) print(JSON.stringify({ deadLetters: shown, moved }));
  else say(`${letters.length} in the dead-letter queue of ${target.name}, ${moved} moved.`);
  return signal.aborted ? 130 : 0;
}

/** Why each failed: as its clip's document tells, or because it can be no request. */
async function withReasons(
  letters: readonly DeadLetter[],
  { target, say }: CommandContext,
): Promise<Shown[]> {
  const clipIds = letters.flatMap(({ clipId }) => clipId ?? []);
  const reasons = new Map<string, Reason | null>();
  if (clipIds.length > 0) {
    try {
      const documents = (await target.documents()).find({ _id: { $in: clipIds } });
      for await (const { _id, reason } of documents) reasons.set(_id, reason);
    } catch (error) {
      say(`The reasons are not known: ${(error as Error).message}`);
    }
  }
  const nowMs = Date.now();
  return letters.map(({ messageId, clipId, refusal, sentAtMs, receives }) => ({
    messageId,
    clipId,
    reason: refusal ?? reasons.get(clipId ?? '') ?? null,
    ageMs: nowMs - sentAtMs,
    receives,
  }));
}

function inWords({ messageId, clipId, reason, ageMs, receives }: Shown): string {
  const why = reason ? `${reason.code}: ${reason.message}` : 'no reason known';
  return `${clipId ?? `message ${messageId}`}  ${ageInWords(ageMs)} old, ${receives} receives  ${why}`;
}

/** `45 s`, `12 min`, `3.5 h`, `2.1 d`. */
export function ageInWords(ageMs: number): string {
  const seconds = Math.max(0, ageMs) / 1000;
  if (seconds < 100) return `${Math.round(seconds)} s`;
  if (seconds < 6_000) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${(seconds / 3600).toFixed(1)} h` : `${(seconds / 86_400).toFixed(1)} d`;
}
