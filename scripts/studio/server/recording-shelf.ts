import type { Catalogue } from '../../../functions/producer/adapters/catalogue.ts';
import { S3Archive } from '../../../functions/producer/adapters/s3-archive.ts';
import { S3Recordings } from '../../../functions/producer/adapters/s3-recordings.ts';
import { catalogueOf } from '../../../functions/producer/build-ports.ts';
import type { Recording, RecordingObject } from '../../../functions/producer/core/recording.ts';
import { parseRecordingName } from '../../../functions/producer/core/recording-name.ts';
import { Turns } from '../../turns.ts';
import type { RecordingFacts } from '../api.ts';
import type { StudioTarget } from '../target.ts';
import { factsOf } from './recording-facts.ts';
import { Refused } from './refused.ts';

/** Recordings that stay open: the one that plays, its neighbours, and those that a pointer passes over. */
const MOST_OPEN = 16;
/** Looked into at a time; the others wait. */
const AT_ONCE = 8;

/** A recording that is open, in an archive of its own. */
export interface ShelvedRecording {
  readonly archive: S3Archive;
  readonly recording: Recording;
}

interface Shelved {
  readonly object: RecordingObject;
  readonly archive: S3Archive;
  readonly opening: Promise<ShelvedRecording | Extract<RecordingFacts, { kind: 'broken' }>>;
  users: number;
}

/** The recordings that the studio has opened, the latest used kept open, and what it found of all of them. */
export class RecordingShelf {
  readonly #target: StudioTarget;
  readonly #catalogue: Catalogue;
  readonly #shelved = new Map<string, Shelved>();
  readonly #facts = new Map<string, RecordingFacts>();
  /** As they were listed last. */
  readonly #objects = new Map<string, RecordingObject>();
  readonly #turns = new Turns(AT_ONCE);

  constructor(target: StudioTarget) {
    this.#target = target;
    this.#catalogue = catalogueOf(target);
  }

  /** An archive of its own, to plan with; the caller closes it. */
  openArchive(): S3Archive {
    const { clients, recordingsBucket, recordingsPrefix, watermarksPrefix } = this.#target;
    return new S3Archive({
      recordings: new S3Recordings(clients.s3, recordingsBucket),
      prefix: recordingsPrefix,
      watermarksPrefix,
      catalogue: this.#catalogue,
    });
  }

  /** Notes what a listing said, so that nobody has to ask for it again. */
  note(object: RecordingObject): void {
    this.#objects.set(object.key, object);
  }

  /** Whether there is an object of this name, as of now. */
  async has(key: string): Promise<boolean> {
    const { clients, recordingsBucket } = this.#target;
    return (await new S3Recordings(clients.s3, recordingsBucket).stat(key)) !== null;
  }

  /** The object is another one by now. */
  forget(key: string): void {
    this.#objects.delete(key);
  }

  /** @throws Refused 404 where there is no such recording. */
  async object(key: string): Promise<RecordingObject> {
    const { clients, recordingsBucket, recordingsPrefix } = this.#target;
    if (!parseRecordingName(key, recordingsPrefix)) {
      throw new Refused(404, 'no-recording', `${key} is not the name of a recording`);
    }
    const known = this.#objects.get(key);
    if (known) return known;
    const found = await new S3Recordings(clients.s3, recordingsBucket).stat(key);
    if (!found) throw new Refused(404, 'no-recording', `there is no recording ${key}`);
    this.note(found);
    return found;
  }

  /** What a look into the recording finds; each version of an object is looked into once. */
  async facts(key: string): Promise<RecordingFacts> {
    const object = await this.object(key);
    const name = `${key} ${object.etag}`;
    const known = this.#facts.get(name);
    if (known) return known;
    const facts = await this.#use(object, async (opened) =>
      'archive' in opened ? factsOf(opened.recording, opened.archive.opened(opened.recording)) : opened,
    );
    this.#facts.set(name, facts);
    return facts;
  }

  /** @throws Refused 422 where it is broken; 404 where there is none. */
  async use<T>(key: string, work: (opened: ShelvedRecording) => Promise<T>): Promise<T> {
    return this.#use(await this.object(key), (opened) => {
      if (!('archive' in opened)) throw new Refused(422, 'broken-recording', opened.message);
      return work(opened);
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#shelved.values()].map(({ archive }) => archive.close()));
    this.#shelved.clear();
  }

  async #use<T>(
    object: RecordingObject,
    work: (opened: Awaited<Shelved['opening']>) => Promise<T>,
  ): Promise<T> {
    const shelved = this.#take(object);
    shelved.users++;
    try {
      return await work(await shelved.opening);
    } catch (error) {
      this.#drop(object.key, shelved);
      throw error;
    } finally {
      shelved.users--;
      this.#tidy();
    }
  }

  /** The opened one, as the latest used; opened now where it is not, or where the object is another one by now. */
  #take(object: RecordingObject): Shelved {
    const known = this.#shelved.get(object.key);
    this.#shelved.delete(object.key);
    const isKnown = known && known.object.etag === object.etag;
    if (known && !isKnown) void known.archive.close();
    const archive = isKnown ? known.archive : this.openArchive();
    const shelved = isKnown ? known : { object, archive, opening: this.#open(object, archive), users: 0 };
    this.#shelved.set(object.key, shelved);
    return shelved;
  }

  async #open(object: RecordingObject, archive: S3Archive): Shelved['opening'] {
    const startMs = parseRecordingName(object.key, this.#target.recordingsPrefix)?.startMs ?? 0;
    const inspection = await this.#turns.take(() => archive.inspect({ ...object, startMs }));
    if (inspection.kind === 'recording') return { archive, recording: inspection.recording };
    return { kind: 'broken', key: object.key, startMs, message: inspection.message };
  }

  /** What failed is not kept: the object may have been replaced, or the storage may answer again. */
  #drop(key: string, shelved: Shelved): void {
    this.#objects.delete(key);
    if (this.#shelved.get(key) !== shelved || shelved.users > 1) return;
    this.#shelved.delete(key);
    void shelved.archive.close();
  }

  #tidy(): void {
    for (const [key, shelved] of this.#shelved) {
      if (this.#shelved.size <= MOST_OPEN) return;
      if (shelved.users > 0) continue;
      this.#shelved.delete(key);
      void shelved.archive.close();
    }
  }
}
