import type { ReadRequests } from '../core/cost.ts';
import { ClipRefused } from '../core/errors.ts';
import type { Hole } from '../core/holes.ts';
import { mediaProblem } from '../core/media-limits.ts';
import type { ReasonCode } from '../core/outcomes.ts';
import { type CutPoints, offsetUs, type Recording, type RecordingObject } from '../core/recording.ts';
import type { ClipRequest } from '../core/request.ts';
import { intersect, type TimeRange } from '../core/time-range.ts';
import type { Archive, FoundRecording, Inspection } from '../ports.ts';
import { codedSize } from './avc-config.ts';
import { type BrokenCode, walkBoxes } from './box-walk.ts';
import type { Catalogue } from './catalogue.ts';
import { locateCutPoints, locateShownFrame } from './cut-points.ts';
import { GuardedSource } from './guarded-source.ts';
import { type OpenRecording, openRecording, parameterSetsIn, readFacts } from './open-recording.ts';
import { RangeReader } from './range-reader.ts';
import { recordedHoles, silentAmong } from './recorded-holes.ts';
import type { S3Recordings } from './s3-recordings.ts';

export interface ArchiveSettings {
  /** A new one for each job: it counts the job's requests. */
  readonly recordings: S3Recordings;
  /** Prefix of every recording's key; empty, or ending in a slash. */
  readonly prefix: string;
  /** Prefix of every watermark's key. */
  readonly watermarksPrefix: string;
  readonly catalogue: Catalogue;
  /** When reading is over: nothing is waited for any longer. */
  readonly deadline?: AbortSignal;
}

/** The recordings in S3 as one job sees them: each opened once, read by ranges, counted. */
export class S3Archive implements Archive {
  readonly #settings: ArchiveSettings;
  readonly #readers = new Map<string, RangeReader>();
  readonly #open = new Map<string, OpenRecording>();
  /** Of recordings without an index; what was found of them so far. */
  readonly #holes = new Map<string, readonly Hole[]>();
  readonly #guards = new Map<string, GuardedSource>();
  readonly #abort = new AbortController();
  #startsMs: readonly number[] = [];

  constructor(settings: ArchiveSettings) {
    this.#settings = settings;
  }

  async find({ source, range }: ClipRequest): Promise<FoundRecording[]> {
    const { recordings, prefix, catalogue } = this.#settings;
    if (source.kind === 'window') {
      const { found, startsMs } = await catalogue.find(source.cameraId, range, recordings);
      this.#startsMs = startsMs;
      return [...found];
    }
    const object = source.key.startsWith(prefix) ? await recordings.stat(source.key) : null;
    if (!object) {
      throw new ClipRefused(
        'CLIP_REJECTED',
        'recording-not-found',
        `recording.key: there is no recording ${source.key}`,
      );
    }
    return [{ ...object, startMs: 0 }];
  }

  knownStarts(): readonly number[] {
    return this.#startsMs;
  }

  async inspect(found: FoundRecording): Promise<Inspection> {
    const reader = this.reader(found);
    const broken = (
      code: BrokenCode | 'no-video' | 'unreadable' | 'beyond-limits',
      message: string,
    ): Inspection => ({
      kind: 'broken',
      key: found.key,
      code,
      message: `recording ${found.key} cannot be cut: ${message}`,
    });
    const walk = await walkBoxes(reader);
    if (walk.kind === 'broken') return broken(walk.code, walk.message);
    const guard = new GuardedSource(reader, walk.container === 'fragmented-mp4');
    this.#guards.set(found.key, guard);
    try {
      return await guard.look(async () => {
        const open = await openRecording(guard.source());
        if (guard.refusal) throw guard.refusal;
        if (!open) return broken('no-video', 'it has no video track');
        this.#open.set(found.key, open);
        const facts = await readFacts(open);
        const coded = facts.video.codec === 'avc' ? codedSize(await parameterSetsIn(open.video)) : null;
        const problem = mediaProblem({ ...facts, coded, firstFrameS: open.firstFrameS });
        if (problem) return broken('beyond-limits', problem);
        return { kind: 'recording', recording: { ...found, container: walk.container, ...facts } };
      });
    } catch (error) {
      if (error instanceof ClipRefused) {
        // One that is gone is no broken one.
        if (error.status !== 'CLIP_REJECTED') throw error;
        const code = error.code as ReasonCode<'CLIP_REJECTED'>;
        return { kind: 'broken', key: found.key, code, message: error.message };
      }
      // What failed outside is not the recording's fault; what mediabunny cannot read is.
      if (reader.failure) throw reader.failure;
      return broken('unreadable', error instanceof Error ? error.message : String(error));
    }
  }

  async holes(recording: Recording, range: TimeRange): Promise<TimeRange[]> {
    const { container, startMs } = recording;
    const found = await this.#look(recording, () =>
      recordedHoles(
        this.opened(recording),
        container,
        offsetUs(recording, range.startMs),
        offsetUs(recording, range.endMs),
      ),
    );
    // No longer than it is: the frame that ends it belongs to what follows.
    const holes = [...found, ...(this.#holes.get(recording.key) ?? [])].map(({ startUs, endUs }) => ({
      startMs: startMs + Math.ceil(startUs / 1000),
      endMs: startMs + Math.floor(endUs / 1000),
    }));
    return holes.flatMap((hole) => intersect(hole, range) ?? []);
  }

  async noteHoles(recording: Recording, shown: readonly Hole[]): Promise<boolean> {
    if (recording.container === 'mp4') return false;
    const known = this.#holes.get(recording.key) ?? [];
    const news = shown.filter((hole) => !known.some((one) => isWithin(hole, one)));
    const silent = await this.#look(recording, () => silentAmong(this.opened(recording), news));
    this.#holes.set(recording.key, [...known, ...silent]);
    return silent.length > 0;
  }

  async locate(recording: Recording, range: TimeRange): Promise<CutPoints | null> {
    return this.#look(recording, () =>
      locateCutPoints(
        this.opened(recording),
        recording.container,
        offsetUs(recording, range.startMs),
        offsetUs(recording, range.endMs),
      ),
    );
  }

  /** The watermark of this name as it is now, or null; for a `reader`. */
  statWatermark(name: string): Promise<RecordingObject | null> {
    return this.#settings.recordings.stat(`${this.#settings.watermarksPrefix}${name}`);
  }

  async locateShown(recording: Recording, atMs: number): Promise<CutPoints | null> {
    return this.#look(recording, () =>
      locateShownFrame(this.opened(recording), recording.container, offsetUs(recording, atMs)),
    );
  }

  /** @throws ClipRefused where the look takes more than a recording is worth. */
  #look<T>({ key }: Recording, find: () => Promise<T>): Promise<T> {
    const guard = this.#guards.get(key);
    return guard ? guard.look(find) : find();
  }

  /** The recording as `inspect` opened it. */
  opened(recording: Recording): OpenRecording {
    const open = this.#open.get(recording.key);
    if (!open) throw new Error(`${recording.key} was not inspected`);
    return open;
  }

  /** The one reader of an object: its cache and its counters are shared by all who read it. */
  reader(object: { key: string; etag: string; bytes: number }): RangeReader {
    const known = this.#readers.get(object.key);
    if (known) return known;
    const { key, etag, bytes } = object;
    const { recordings, deadline } = this.#settings;
    const signal = deadline ? AbortSignal.any([deadline, this.#abort.signal]) : this.#abort.signal;
    const reader = new RangeReader({ key, etag, bytes }, (range) =>
      recordings.read({ key, etag, bytes }, range, signal).catch((error: unknown) => {
        // The reason is told, and not its echo.
        deadline?.throwIfAborted();
        throw error;
      }),
    );
    this.#readers.set(key, reader);
    return reader;
  }

  bytesRead(): ReadonlyMap<string, number> {
    return new Map([...this.#readers].map(([key, reader]) => [key, reader.bytesRead]));
  }

  requests(): ReadRequests {
    return { ...this.#settings.recordings.requests };
  }

  async close(): Promise<void> {
    this.#abort.abort();
    for (const open of this.#open.values()) open.input.dispose();
  }
}

/** But for what times are rounded to. */
function isWithin(inner: Hole, outer: Hole): boolean {
  return inner.startUs >= outer.startUs - 1_000 && inner.endUs <= outer.endUs + 1_000;
}
