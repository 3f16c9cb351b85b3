import { computed, effect, signal } from '@preact/signals';
import type { AskedEdits } from '../../../../functions/producer/core/request-edits.ts';
import type { Estimate } from '../../api.ts';
import { post } from '../api-client.ts';
import { markedWindow, marks } from './cut-marks.ts';
import { say } from './notices.ts';
import { canRequest, info } from './studio-info.ts';

/** What the panel asks for besides the window, as a request says it: what is not asked for is undefined. */
export interface Wishes {
  readonly cut?: 'keyframe' | undefined;
  readonly gapPolicy?: 'fail' | undefined;
  readonly preview?: 'webp' | 'gif' | undefined;
  readonly sprite?: true | undefined;
  readonly edits: AskedEdits;
}

const NO_WISHES: Wishes = { edits: {} };

export const wishes = signal<Wishes>(NO_WISHES);
export const clipId = signal(newClipId());

export function wish(change: Partial<Wishes>): void {
  wishes.value = { ...wishes.value, ...change };
}

export function wishEdit(change: AskedEdits): void {
  wish({ edits: { ...wishes.value.edits, ...change } });
}

export function resetWishes(): void {
  wishes.value = NO_WISHES;
}

/** The message as it would be sent: what is not asked for is not in it. Null while there is no window. */
export const message = computed((): Record<string, unknown> | null => {
  const window = markedWindow.value;
  if (!window) return null;
  const { edits, ...others } = wishes.value;
  return asked({
    clipId: clipId.value,
    cameraId: marks.value.cameraId,
    startTimestampInMs: window.startMs,
    endTimestampInMs: window.endMs,
    ...others,
    edits: Object.keys(asked(edits)).length > 0 ? asked(edits) : undefined,
  });
});

function asked(fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** The line that sends the message from a shell. */
export const commandLine = computed(() => {
  const studio = info.value;
  if (!studio || !message.value) return null;
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  return [
    'aws sqs send-message',
    ...(studio.endpointUrl ? [`--endpoint-url ${studio.endpointUrl}`] : []),
    `--region ${studio.region}`,
    `--queue-url ${studio.requestQueueUrl}`,
    `--message-body ${quoted(JSON.stringify(message.value))}`,
  ].join(' \\\n  ');
});

/** What the planner says; null while it is asked, or where there is nothing to ask. */
export const estimate = signal<Estimate | null>(null);
const ASK_AFTER_MS = 200;

/** Asks the planner whenever the message has changed, and lies still. */
export function startEstimating(): void {
  effect(() => {
    const body = message.value;
    const leaving = new AbortController();
    if (!body) {
      estimate.value = null;
      return;
    }
    const timer = setTimeout(async () => {
      try {
        estimate.value = await post<Estimate>('/api/estimate', body, leaving.signal);
      } catch (error) {
        if (leaving.signal.aborted) return;
        const reason = { code: 'no-estimate', message: (error as Error).message };
        estimate.value = { ok: false, status: 'FATAL_ERROR', reason };
      }
    }, ASK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  });
}

export const isSending = signal(false);

/** Sends the message as it stands; the next one gets a name of its own. */
export async function cut(): Promise<void> {
  const body = message.value;
  if (!body) return say('Mark a moment first: I sets its first frame, O its last.');
  if (!canRequest.value)
    return say('The studio only looks here: start it with --allow-requests to cut.', 'bad');
  if (isSending.value) return;
  isSending.value = true;
  try {
    await post('/api/requests', body);
    say(`${body.clipId} is sent.`);
    clipId.value = newClipId();
  } catch (error) {
    say((error as Error).message, 'bad');
  } finally {
    isSending.value = false;
  }
}

/** `cut-` and as much of time and chance as two people need not to take the same name. */
function newClipId(): string {
  const random = crypto.getRandomValues(new Uint32Array(1))[0] as number;
  return `cut-${Math.floor(Date.now() / 1000).toString(36)}-${random.toString(36).slice(0, 4).padEnd(4, '0')}`;
}
