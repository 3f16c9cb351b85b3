import { type Collection, MongoClient } from 'mongodb';
import type { ClipDocument } from '../../../functions/producer/core/clip-document.ts';
import { type ClipStatus, STATUSES } from '../../../functions/producer/core/outcomes.ts';
import type { ClipCard } from '../api.ts';
import { cardOf, type SentRequest } from './clip-cards.ts';

/** As many cards are shown. */
const MOST_CARDS = 60;

/** The clips as MongoDB has them, and beside them the requests that a studio sent. */
export class ClipStore {
  readonly #client: MongoClient;
  readonly #clips: Collection<ClipDocument>;
  readonly #sent: Collection<SentRequest>;

  /** @param timeoutMs how long a database is looked for. */
  constructor(uri: string, database: string, timeoutMs = 5_000) {
    this.#client = new MongoClient(uri, { maxPoolSize: 4, serverSelectionTimeoutMS: timeoutMs });
    this.#clips = this.#client.db(database).collection<ClipDocument>('clips');
    this.#sent = this.#client.db(database).collection<SentRequest>('studioRequests');
  }

  /** The latest cards, the newest first. */
  async latest(): Promise<ClipCard[]> {
    await this.#connected();
    const [sent, ...lists] = await Promise.all([
      this.#sent.find().sort({ sentAtMs: -1 }).limit(MOST_CARDS).toArray(),
      ...STATUSES.map((status) => this.#byStatus(status, 0).limit(MOST_CARDS).toArray()),
    ]);
    return (await this.#cards(lists.flat(), sent))
      .sort((a, b) => (b.sentAtMs ?? b.createdAt) - (a.sentAtMs ?? a.createdAt))
      .slice(0, MOST_CARDS);
  }

  /** When a clip changed last, by the clock of the function that changed it; 0 where there is none. */
  async latestChangeMs(): Promise<number> {
    await this.#connected();
    const latest = await Promise.all(STATUSES.map((status) => this.#byStatus(status, 0).limit(1).toArray()));
    return Math.max(0, ...latest.flat().map(({ updatedAt }) => updatedAt));
  }

  /** The cards of clips that changed since; of these statuses, or of all. */
  async changedSince(sinceMs: number, statuses: readonly ClipStatus[] = STATUSES): Promise<ClipCard[]> {
    await this.#connected();
    const lists = await Promise.all(
      statuses.map((status) => this.#byStatus(status, sinceMs).limit(MOST_CARDS).toArray()),
    );
    return this.#cards(lists.flat(), []);
  }

  /** Null where neither a clip nor a request is known by this name. */
  async card(clipId: string): Promise<ClipCard | null> {
    await this.#connected();
    const [document, sent] = await Promise.all([
      this.#clips.findOne({ _id: clipId }),
      this.#sent.findOne({ _id: clipId }),
    ]);
    return cardOf(document, sent);
  }

  /** What tells the request that has this clipId from others; null where none has it. */
  async requestHash(clipId: string): Promise<string | null> {
    await this.#connected();
    return (await this.#clips.findOne({ _id: clipId }))?.requestHash ?? null;
  }

  /** The body as it was sent; null where no studio sent it. */
  async sentBody(clipId: string): Promise<string | null> {
    await this.#connected();
    return (await this.#sent.findOne({ _id: clipId }))?.body ?? null;
  }

  /** Before the message is sent: what is in the queue has to have a card. */
  async noteSent({ _id, body, sentAtMs }: Omit<SentRequest, 'attemptsBefore'>): Promise<void> {
    await this.#connected();
    const attemptsBefore = (await this.#clips.findOne({ _id }))?.attempts ?? 0;
    await this.#sent.updateOne({ _id }, { $set: { body, sentAtMs, attemptsBefore } }, { upsert: true });
  }

  async forgetSent(clipId: string): Promise<void> {
    await this.#connected();
    await this.#sent.deleteOne({ _id: clipId });
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  /** Whatever failed before: a client that could not connect says so for ever, unless it is told to connect again. */
  async #connected(): Promise<void> {
    await this.#client.connect();
  }

  #byStatus(status: ClipStatus, sinceMs: number) {
    // Statuses to come are words like any other to the database.
    const filter = { status, updatedAt: { $gte: sinceMs } };
    return this.#clips.find(filter).sort({ updatedAt: -1 });
  }

  async #cards(documents: readonly ClipDocument[], sent: readonly SentRequest[]): Promise<ClipCard[]> {
    const known = new Set(documents.map(({ _id }) => _id));
    const names = sent.map(({ _id }) => _id);
    const [others, requests] = await Promise.all([
      names.length === 0
        ? []
        : this.#clips.find({ _id: { $in: names.filter((name) => !known.has(name)) } }).toArray(),
      known.size === 0 ? [] : this.#sent.find({ _id: { $in: [...known] } }).toArray(),
    ]);
    const sentById = new Map([...sent, ...requests].map((request) => [request._id, request]));
    const byId = new Map([...documents, ...others].map((document) => [document._id, document]));
    return [...new Set([...byId.keys(), ...names])].flatMap(
      (id) => cardOf(byId.get(id) ?? null, sentById.get(id) ?? null) ?? [],
    );
  }
}
