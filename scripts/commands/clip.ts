import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Collection } from 'mongodb';
import type { ClipDocument } from '../../functions/producer/core/clip-document.ts';
import { parseLiteral } from '../../functions/producer/core/literal.ts';
import { parseRequest } from '../../functions/producer/core/request.ts';
import { clipIdTaken, requestHash } from '../../functions/producer/core/request-hash.ts';
import { parseOptions } from '../options.ts';
import { COMMON_HELP, COMMON_OPTIONS, type CommandContext, runCommand } from '../target/run-command.ts';
import { UsageError } from '../usage-error.ts';
import { exitCodeOf, statusInWords, UNDER_WAY } from './status.ts';

const HELP = `npm run wavecut -- clip [options]

Asks for a clip, by a camera's wall clock, by a recording, or with a request of your own.

  --camera ID       with --start TIME and --end TIME: epoch milliseconds, or ISO 8601 (where it names no offset, in this
                    machine's time zone)
  --recording KEY   with --start-ms N and --end-ms N: from the recording's first frame
  --body FILE       a request as JSON; - reads it from stdin
  --id CLIP         the clip's name; one that nobody has if it is left out
  --cut MODE        exact (default) or keyframe
  --gap-policy P    skip (default) or fail
  --wait            until the clip is made or its end is told
${COMMON_HELP}
Exit codes: 0 sent (with --wait: the clip is available), 1 a failure (with --wait: there will be no clip), 2 a wrong
argument, 3 with --wait, after Ctrl-C: it was still under way.
`;

const OPTIONS = {
  ...COMMON_OPTIONS,
  camera: { type: 'string' },
  start: { type: 'string' },
  end: { type: 'string' },
  recording: { type: 'string' },
  'start-ms': { type: 'string' },
  'end-ms': { type: 'string' },
  body: { type: 'string' },
  id: { type: 'string' },
  cut: { type: 'string' },
  'gap-policy': { type: 'string' },
  wait: { type: 'boolean', default: false },
} as const;

/** `npm run wavecut -- clip`. @returns the exit code. */
export async function clip(argv: string[]): Promise<number> {
  return runCommand('clip', HELP, () => parseClipArguments(argv), ask);
}

export interface ClipArguments {
  readonly clipId: string;
  /** The message to send: a valid request. */
  readonly body: string;
  readonly requestHash: string;
  readonly wait: boolean;
  readonly json: boolean;
  readonly outputs: string | undefined;
}

/** @returns null where help is asked for. @throws UsageError with the reason that the function would tell. */
export function parseClipArguments(argv: string[]): ClipArguments | null {
  const { values } = parseOptions({ args: argv, options: OPTIONS });
  if (values.help) return null;
  const fields = fieldsOf(values);
  const named = { ...fields, clipId: values.id ?? fields.clipId ?? `clip-${randomUUID().slice(0, 8)}` };
  const body = JSON.stringify(named);
  const parsed = parseRequest(body);
  if (!parsed.ok) throw new UsageError(parsed.reason.message);
  return {
    clipId: parsed.request.clipId,
    body,
    requestHash: requestHash(parsed.request),
    wait: values.wait,
    json: values.json,
    outputs: values.outputs,
  };
}

type Values = ReturnType<typeof parseOptions<{ options: typeof OPTIONS }>>['values'];

function fieldsOf(values: Values): Record<string, unknown> {
  const { cut, 'gap-policy': gapPolicy } = values;
  return {
    ...placeIn(values),
    ...(cut === undefined ? {} : { cut }),
    ...(gapPolicy === undefined ? {} : { gapPolicy }),
  };
}

/** What of which camera or recording, or a whole request. */
function placeIn(values: Values): Record<string, unknown> {
  const { camera, recording, body } = values;
  if ([camera, recording, body].filter((place) => place !== undefined).length !== 1)
    throw new UsageError(
      'clip takes --camera with --start and --end, or --recording with --start-ms and --end-ms, or --body',
    );
  if (body !== undefined) return bodyFields(body);
  if (recording !== undefined)
    return { recording: { key: recording }, startMs: values['start-ms'], endMs: values['end-ms'] };
  const [startTimestampInMs, endTimestampInMs] = [instant('start', values.start), instant('end', values.end)];
  return { cameraId: camera, startTimestampInMs, endTimestampInMs };
}

function instant(name: string, value: string | undefined): number {
  if (value === undefined) throw new UsageError(`--${name} is missing`);
  const epochMs = /^\d+$/.test(value) ? Number(value) : Date.parse(value);
  if (Number.isNaN(epochMs))
    throw new UsageError(`--${name} must be a time in ISO 8601 or epoch milliseconds, got ${value}`);
  return epochMs;
}

function bodyFields(path: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    throw new UsageError(`--body ${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  const literal = parseLiteral(text);
  if (typeof literal === 'object' && literal !== null && !Array.isArray(literal)) return { ...literal };
  throw new UsageError(`--body ${path} holds no JSON object`);
}

async function ask(wanted: ClipArguments, { target, print, say, signal }: CommandContext): Promise<number> {
  const { clipId, body, wait, json } = wanted;
  const documents = wait ? await target.documents() : null;
  // What tells a new end from an earlier one: by times it would be this machine's clock against the function's.
  const attemptsBefore = (await documents?.findOne({ _id: clipId }))?.attempts ?? 0;
  const { MessageId: messageId } = await target.sqs.send(
    new SendMessageCommand({ QueueUrl: target.queueUrl, MessageBody: body }),
    { abortSignal: signal },
  );
  if (!documents) {
    print(json ? JSON.stringify({ clipId, messageId }) : clipId);
    say(`Sent as message ${messageId} to ${target.name}.`);
    return 0;
  }
  say(`Sent ${clipId} as message ${messageId} to ${target.name}; waiting for its end.`);
  const document = await endOf(
    wanted,
    attemptsBefore,
    documents,
    (state) => say(`${clipId}  ${state}`),
    signal,
  );
  if (!document) return UNDER_WAY;
  print(json ? JSON.stringify(document) : statusInWords(document));
  return exitCodeOf(document);
}

/**
 * The document of a clip when its request has ended; null where the signal came first.
 *
 * @param attemptsBefore how often it had been claimed when the request was sent.
 * @param tell called with each new state.
 * @throws Error where the clipId is another request's: the document will never tell of this one.
 */
async function endOf(
  { clipId, requestHash }: ClipArguments,
  attemptsBefore: number,
  documents: Collection<ClipDocument>,
  tell: (state: string) => void,
  signal: AbortSignal,
): Promise<ClipDocument | null> {
  let told = '';
  while (!signal.aborted) {
    const document = await documents.findOne({ _id: clipId });
    const isOurs = document?.requestHash === requestHash;
    if (document?.requestHash && !isOurs) throw new Error(clipIdTaken(clipId).message);
    const isAnswer = isOurs && (document.attempts !== attemptsBefore || document.status === 'CLIP_AVAILABLE');
    if (isAnswer && exitCodeOf(document) !== UNDER_WAY) return document;
    const state = isAnswer ? document.status : 'in the queue';
    if (state !== told) tell(state);
    told = state;
    await setTimeout(500, undefined, { signal }).catch(() => undefined);
  }
  return null;
}
