/** What the use case needs of the outside world, and no more: `adapters/` implement it, tests do in memory. */
import type {
  ClipDocument,
  ClipIdentity,
  ClipMedia,
  ClipProvenance,
  ClipResult,
  PendingState,
} from './core/clip-document.ts';
import type { ReadRequests } from './core/cost.ts';
import type { Hole } from './core/holes.ts';
import type { Illustrations, Sprite, Thumbnail } from './core/illustrations.ts';
import type { SignedUrls, TopicMessage } from './core/notification.ts';
import type { Reason, ReasonCode } from './core/outcomes.ts';
import type { CutPlan } from './core/plan.ts';
import type { CutPoints, Recording, RecordingObject } from './core/recording.ts';
import type { ClipRequest } from './core/request.ts';
import type { TimeRange } from './core/time-range.ts';

export type { Illustrations, Sprite, Thumbnail };

export interface Ports {
  readonly clips: ClipRepository;
  /** @param deadline when reading is over. */
  readonly archives: { open(deadline: AbortSignal): Archive };
  readonly workspaces: { open(): Promise<Workspace> };
  readonly producer: ClipProducer;
  readonly assets: AssetStore;
  readonly topic: NotificationTopic;
  readonly queue: RequestQueue;
  readonly chance: Chance;
  readonly clock: Clock;
  readonly log: StepLog;
  readonly deployment: Deployment;
}

export interface Clock {
  /** Epoch ms. */
  now(): number;
}

/** So that what failed together does not come back together. */
export interface Chance {
  /** From 0 to 1. */
  next(): number;
}

/** What the use case has to know of the function as it is deployed. */
export interface Deployment {
  readonly recordingsPrefix: string;
  readonly memoryMb: number;
  /** This version of Wavecut, for the documents. */
  readonly version: string;
}

/** One line per step, with figures and never with a message body. */
export interface StepLog {
  info(step: string, figures: Readonly<Record<string, unknown>>): void;
  warn(step: string, figures: Readonly<Record<string, unknown>>): void;
}

/** What became of a claim on a clip. */
export type Claim =
  | { readonly kind: 'claimed'; readonly document: ClipDocument }
  /** Made already for the same request. */
  | { readonly kind: 'available'; readonly document: ClipDocument }
  /** Another delivery is at it until its lease ends. */
  | { readonly kind: 'busy'; readonly untilMs: number }
  /** The clipId belongs to another request. */
  | { readonly kind: 'taken' };

/** What a delivery writes of a clip that it has claimed. */
export interface LeasedWrite {
  readonly clipId: string;
  readonly leaseBy: string;
  readonly nowMs: number;
  readonly result: ClipResult;
}

/** Documents of clips, one per clipId. */
export interface ClipRepository {
  /** Atomic: of any number of claims at once, one is `claimed`. */
  claim(claim: {
    readonly identity: ClipIdentity;
    readonly requestHash: string;
    readonly leaseBy: string;
    /** A message that comes again takes its own lease over; should the process before it live, `leaseBy` stops it. */
    readonly messageId: string;
    readonly leaseUntilMs: number;
    readonly deaths: number;
    readonly nowMs: number;
  }): Promise<Claim>;
  /** How many deliveries of the message died, one after the other, with the clip's lease in their hands. */
  deaths(clipId: string, messageId: string): Promise<number>;
  /** Whether the delivery still holds the clip's lease. */
  holds(clipId: string, leaseBy: string): Promise<boolean>;
  /** Writes that a claimed request has to wait, and keeps the lease; false where another delivery has taken over. */
  postpone(end: LeasedWrite & { readonly pending: PendingState }): Promise<boolean>;
  /** Writes how a claimed request ended, or waits on (`pending`), and ends the lease; false where it was taken over. */
  finish(
    end: LeasedWrite & { readonly provenance?: ClipProvenance; readonly pending?: PendingState },
  ): Promise<boolean>;
  /** Ends a lease without an end of the request: the next delivery may claim at once. */
  release(clipId: string, leaseBy: string, nowMs: number): Promise<void>;
  /** Writes down an invalid request, unless the clipId is a valid request's; false where it is. */
  recordInvalid(identity: ClipIdentity, result: ClipResult, nowMs: number): Promise<boolean>;
  markNotified(clipId: string, nowMs: number): Promise<void>;
}

/** An object that may be a recording of the window. */
export interface FoundRecording extends RecordingObject {
  /** Time of the first frame on the request's clock. */
  readonly startMs: number;
}

/** What a look into an object found. */
export type Inspection =
  | { readonly kind: 'recording'; readonly recording: Recording }
  | ({ readonly kind: 'broken'; readonly key: string } & Reason<ReasonCode<'CLIP_REJECTED'>>);

/** One job's view of the recordings: nothing is read but what is asked for, and every byte is counted. */
export interface Archive {
  /**
   * The objects that may hold part of the window, in order of time.
   * @throws ClipRefused `recording-not-found` where a request names a recording that is not there.
   */
  find(request: ClipRequest): Promise<FoundRecording[]>;
  /** When the recordings of the series begin that `find` came by, unfinished ones included; epoch ms, in order. */
  knownStarts(): readonly number[];
  inspect(found: FoundRecording): Promise<Inspection>;
  /** Where a recording holds nothing within a range, as far as it is known; both on the request's clock. */
  holes(recording: Recording, range: TimeRange): Promise<readonly TimeRange[]>;
  /**
   * Remembers where a recording without an index shows nothing, as far as it has no sound then either.
   * @returns whether there is one among them that was not known.
   */
  noteHoles(recording: Recording, shown: readonly Hole[]): Promise<boolean>;
  /** @param range on the request's clock. Null where no frame begins within it. */
  locate(recording: Recording, range: TimeRange): Promise<CutPoints | null>;
  /** The one frame that is on the screen at an instant of the request's clock; null before the first. */
  locateShown(recording: Recording, atMs: number): Promise<CutPoints | null>;
  /** Bytes read so far, by key. */
  bytesRead(): ReadonlyMap<string, number>;
  /** So far. */
  requests(): ReadRequests;
  close(): Promise<void>;
}

/** A folder of its own for one job, gone when the job is. */
export interface Workspace {
  readonly path: string;
  remove(): Promise<void>;
}

/** What was found of a finished clip. */
export interface Verdict {
  readonly media: ClipMedia;
  /** What is wrong with it; null where it is as planned. */
  readonly problem: string | null;
  /** Where its picture stands still as where nothing was recorded; on the clip's time line. */
  readonly stills: readonly Hole[];
}

/** What a cut reads, and where it writes. */
export interface CutPlaces {
  readonly archive: Archive;
  readonly workspace: Workspace;
  /** Is told how far the file has grown. */
  readonly follower: FileFollower;
  readonly deadline: AbortSignal;
}

/** A clip that was cut and verified, and the room and the time to make images of it. */
export interface FinishedClip {
  readonly path: string;
  readonly media: ClipMedia;
  readonly workspace: Workspace;
  readonly deadline: AbortSignal;
}

/** Makes files out of recordings. */
export interface ClipProducer {
  /**
   * Cuts as planned into an MP4 in the workspace.
   * @throws ClipRefused where the media cannot be cut; the deadline's reason where that came.
   */
  cut(plan: CutPlan, places: CutPlaces): Promise<string>;
  /** Writes the wall-clock time of the first frame into a clip. */
  stampTime(path: string, epochMs: number): Promise<void>;
  /** Looks at a finished clip. */
  verify(path: string, plan: CutPlan): Promise<Verdict>;
  /** @param at 0 to 1. Widths above the picture's are left out; the picture's own stands in where none is left. */
  thumbnails(clip: FinishedClip, wanted: ClipRequest['thumbnails']): Promise<Thumbnail[]>;
  /** A silent loop of three seconds from `at` on, or of the whole clip where that is shorter. */
  preview(
    clip: FinishedClip,
    wanted: { readonly format: 'webp' | 'gif'; readonly at: number },
  ): Promise<string>;
  /** @param imageName what the sheet will be called where its WebVTT lies beside it. */
  sprite(clip: FinishedClip, imageName: string): Promise<Sprite>;
  /** The version of the ffmpeg in use. */
  toolVersion(): Promise<string>;
}

/** Follows a file while it is being written. */
export interface FileFollower {
  /** A file is begun; what was said of an earlier one does not count any more. */
  begin(path: string): Promise<void>;
  /** Its bytes up to there stand, but for the first 5 MiB, where its index and its times are written last. */
  grownTo(bytes: number): void;
}

/** An object that is sent while its file is still being written; nothing is to be seen of it before `complete`. */
export interface GrowingUpload extends FileFollower {
  /** Sends what lacks of the finished file, but for what makes it an object. */
  sendRest(): Promise<void>;
  /** Makes it an object; returns how many requests of the price of a PUT that took. */
  complete(): Promise<number>;
  /** Ends what is on its way, and leaves nothing behind of an object that was not completed. Never fails. */
  abandon(): Promise<void>;
}

/** The bucket of clips. */
export interface AssetStore {
  readonly bucket: string;
  upload(key: string, contentType: string): GrowingUpload;
  /** Stores a file whole or not at all; returns how many requests of the price of a PUT it took. */
  put(key: string, path: string, contentType: string): Promise<number>;
  url(key: string): string;
  /** URLs that grant reading for a while; null where everyone may read. */
  sign(keys: readonly string[], nowMs: number): Promise<SignedUrls | null>;
}

export interface NotificationTopic {
  publish(message: TopicMessage): Promise<void>;
}

/** The queue that requests come from. */
export interface RequestQueue {
  /** Sends a request that is delivered after the delay, as a message of its own with all its receives. */
  sendAgain(body: string, delaySeconds: number): Promise<void>;
  /** Has a message that was received come back after so many seconds, unless it is acknowledged. */
  hideFor(receiptHandle: string, seconds: number): Promise<void>;
}
