/** What the studio's server and its page tell each other, as JSON; all times are epoch ms unless said otherwise. */
import type { ClipMedia, RangeTuple } from '../../functions/producer/core/clip-document.ts';
import type { ClipStatus, Reason } from '../../functions/producer/core/outcomes.ts';

/** `GET /api/studio`: what the page is about. */
export interface StudioInfo {
  readonly target: 'local' | 'deployed';
  /** Whether the page may send, upload and redrive. */
  readonly canRequest: boolean;
  readonly region: string;
  /** Null for AWS's own. */
  readonly endpointUrl: string | null;
  readonly requestQueueUrl: string;
  readonly recordingsBucket: string;
  readonly clipsBucket: string;
  readonly longestClipMs: number;
  /** Names below the watermarks' prefix. */
  readonly watermarks: readonly string[];
}

/** An object whose name is that of a recording. */
export type ListedRecording = readonly [key: string, startMs: number, bytes: number];

/** `GET /api/cameras/{id}/recordings`: in order of time, one list for each alias and stream. */
export interface CameraArchive {
  readonly cameraId: string;
  readonly series: readonly { readonly name: string; readonly recordings: readonly ListedRecording[] }[];
}

/** What a look into a recording found. */
export type RecordingFacts =
  | {
      readonly kind: 'recording';
      readonly key: string;
      readonly startMs: number;
      readonly durationMs: number;
      /** Where the file's own time line puts the first frame, in seconds. */
      readonly firstFrameS: number;
      readonly fps: number;
      readonly width: number;
      readonly height: number;
      readonly codec: string | null;
      readonly container: string;
      /** Why a browser cannot play it, in words; null where it can. */
      readonly whyNot: string | null;
    }
  | { readonly kind: 'broken'; readonly key: string; readonly startMs: number; readonly message: string };

/** `GET /api/frames`: when the frames of a stretch are shown, microseconds from the recording's first frame. */
export interface FrameTimes {
  /** In order; null where the container has no index to tell them from. */
  readonly framesUs: readonly number[] | null;
}

/** `POST /api/estimate`: what the planner says of a request. */
export type Estimate =
  | {
      readonly ok: true;
      readonly mode: 'copy' | 'smart' | 'encode';
      readonly why: string;
      readonly durationMs: number;
      readonly frames: number | null;
      readonly covered: readonly RangeTuple[];
      readonly gaps: readonly RangeTuple[];
      /** Of the recordings. */
      readonly bytesRead: number;
      /** Of the function's time. */
      readonly seconds: number;
      readonly usd: number;
      readonly prices: string;
    }
  | { readonly ok: false; readonly status: ClipStatus; readonly reason: Reason };

/** SENT: in the queue, and not claimed yet. Others than the function's own are shown as they are named. */
export type CardStatus = ClipStatus | 'SENT';

/** A clip, or what became of it. */
export interface ClipCard {
  readonly clipId: string;
  readonly cameraId: string | null;
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly status: CardStatus;
  readonly reason: Reason | null;
  readonly expectedAt: number | null;
  /** Null where it did not come from a studio. */
  readonly sentAtMs: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** From the request's arrival in the queue to the stored clip. */
  readonly tookMs: number | null;
  readonly clip: { readonly key: string; readonly url: string } | null;
  readonly posterKey: string | null;
  readonly covered: readonly RangeTuple[];
  readonly gaps: readonly RangeTuple[];
  readonly media: ClipMedia | null;
  readonly cutMode: string | null;
  readonly cutReason: string | null;
  readonly bytesRead: number | null;
  readonly usd: number | null;
  /** The message as it was sent, where a studio sent it. */
  readonly request: Record<string, unknown> | null;
}

/** Approximate counts, as SQS gives them. */
export interface QueueDepth {
  readonly waiting: number;
  readonly delayed: number;
  readonly running: number;
  readonly deadLetters: number;
}

export interface DeadLetter {
  readonly messageId: string;
  readonly clipId: string | null;
  readonly reason: Reason;
  readonly sentAtMs: number;
  readonly receives: number;
  readonly body: string;
}

/** What `GET /api/events` sends, one JSON an event. */
export type StudioEvent =
  /** First of all, and after each reconnection: whatever there is. */
  | { readonly kind: 'snapshot'; readonly cards: readonly ClipCard[]; readonly queue: QueueDepth | null }
  | { readonly kind: 'clip'; readonly card: ClipCard }
  | { readonly kind: 'queue'; readonly queue: QueueDepth }
  /** A notification of the topic. */
  | {
      readonly kind: 'told';
      readonly clipId: string;
      readonly status: CardStatus;
      readonly reason: Reason | null;
    };

/** What any refused call answers. */
export interface Refusal {
  readonly error: Reason;
}
