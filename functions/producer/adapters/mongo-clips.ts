import { type Collection, type Filter, type MongoClient, MongoServerError } from 'mongodb';
import type { ClipDocument, ClipIdentity, ClipResult } from '../core/clip-document.ts';
import { PROCESSING } from '../core/clip-document.ts';
import type { Claim, ClipRepository } from '../ports.ts';

const DUPLICATE_KEY = 11000;

/** The collection `clips`: one document per clipId, claimed and finished by single atomic operations. */
export class MongoClips implements ClipRepository {
  readonly #collection: Collection<ClipDocument>;
  readonly #client: Pick<MongoClient, 'connect'>;
  #indexed: Promise<unknown> | undefined;

  /** @param client that of the collection. */
  constructor(collection: Collection<ClipDocument>, client: Pick<MongoClient, 'connect'>) {
    this.#collection = collection;
    this.#client = client;
  }

  async claim(claim: Parameters<ClipRepository['claim']>[0]): Promise<Claim> {
    const { identity, requestHash, leaseBy, messageId, leaseUntilMs, deaths, nowMs } = claim;
    await this.#index();
    // What may be claimed: nothing yet, an invalid request put right, or the same request without a clip or a worker.
    const claimable: Filter<ClipDocument> = {
      _id: identity.clipId,
      requestHash: { $in: [requestHash, null] },
      status: { $ne: 'CLIP_AVAILABLE' },
      $or: [{ lease: null }, { 'lease.until': { $lte: nowMs } }, { 'lease.messageId': messageId }],
    };
    try {
      const document = await (await this.#connected()).findOneAndUpdate(
        claimable,
        {
          $set: {
            ...identity,
            ...PROCESSING,
            requestHash,
            lease: { until: leaseUntilMs, by: leaseBy, messageId, ...(deaths > 0 ? { deaths } : {}) },
            updatedAt: nowMs,
            availableAt: null,
            notifiedAt: null,
          },
          $setOnInsert: { createdAt: nowMs },
          $inc: { attempts: 1 },
        },
        { upsert: true, returnDocument: 'after' },
      );
      return { kind: 'claimed', document: document as ClipDocument };
    } catch (error) {
      // The upsert met a document that may not be claimed: say why.
      if (!isDuplicateKey(error)) throw error;
      return this.#whyNot(identity.clipId, requestHash, nowMs);
    }
  }

  async deaths(clipId: string, messageId: string): Promise<number> {
    const left = await (await this.#connected()).findOne(
      { _id: clipId, 'lease.messageId': messageId },
      { projection: { lease: 1 } },
    );
    return left ? (left.lease?.deaths ?? 0) + 1 : 0;
  }

  async finish(end: Parameters<ClipRepository['finish']>[0]): Promise<boolean> {
    const { clipId, leaseBy, nowMs, result, provenance, pending } = end;
    const answer = await (await this.#connected()).updateOne(
      { _id: clipId, 'lease.by': leaseBy },
      {
        $set: {
          ...result,
          ...provenance,
          ...(pending ? { pending, notifiedAt: pending.toldAt } : {}),
          lease: null,
          updatedAt: nowMs,
          availableAt: result.status === 'CLIP_AVAILABLE' ? nowMs : null,
        },
        ...(pending ? {} : { $unset: { pending: '' } }),
      },
    );
    return answer.matchedCount === 1;
  }

  async postpone(end: Parameters<ClipRepository['postpone']>[0]): Promise<boolean> {
    const { clipId, leaseBy, nowMs, result, pending } = end;
    const answer = await (await this.#connected()).updateOne(
      { _id: clipId, 'lease.by': leaseBy },
      { $set: { ...result, pending, notifiedAt: pending.toldAt, updatedAt: nowMs } },
    );
    return answer.matchedCount === 1;
  }

  async holds(clipId: string, leaseBy: string): Promise<boolean> {
    const held = await (await this.#connected()).findOne(
      { _id: clipId, 'lease.by': leaseBy },
      { projection: { _id: 1 } },
    );
    return held !== null;
  }

  async release(clipId: string, leaseBy: string, nowMs: number): Promise<void> {
    await (await this.#connected()).updateOne(
      { _id: clipId, 'lease.by': leaseBy },
      { $set: { lease: null, updatedAt: nowMs } },
    );
  }

  async recordInvalid(identity: ClipIdentity, result: ClipResult, nowMs: number): Promise<boolean> {
    try {
      await (await this.#connected()).updateOne(
        { _id: identity.clipId, requestHash: null },
        {
          $set: {
            ...identity,
            ...result,
            requestHash: null,
            lease: null,
            updatedAt: nowMs,
            availableAt: null,
            notifiedAt: null,
          },
          $setOnInsert: { createdAt: nowMs },
          $inc: { attempts: 1 },
        },
        { upsert: true },
      );
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  async markNotified(clipId: string, nowMs: number): Promise<void> {
    await (await this.#connected()).updateOne({ _id: clipId }, { $set: { notifiedAt: nowMs } });
  }

  /**
   * A client connects by itself when it is first used; but where that fails, it answers all that follows with "Topology is
   * closed", for ever, unless it is told to connect (mongodb 7.9.0). Where it is connected, that costs nothing.
   */
  async #connected(): Promise<Collection<ClipDocument>> {
    await this.#client.connect();
    return this.#collection;
  }

  /** The indexes of what operators and front ends ask, once per process; costs nothing where they are there. */
  async #index(): Promise<void> {
    this.#indexed ??= this.#connected().then((collection) =>
      collection.createIndexes([
        { key: { cameraId: 1, startTimestampInMs: 1 } },
        { key: { status: 1, updatedAt: 1 } },
      ]),
    );
    try {
      await this.#indexed;
    } catch (error) {
      this.#indexed = undefined;
      throw error;
    }
  }

  async #whyNot(clipId: string, requestHash: string, nowMs: number): Promise<Claim> {
    const document = await (await this.#connected()).findOne({ _id: clipId });
    // Gone between the two looks: whoever holds the queue's message will look again.
    if (!document) return { kind: 'busy', untilMs: nowMs };
    if (document.requestHash !== requestHash) return { kind: 'taken' };
    if (document.status === 'CLIP_AVAILABLE') return { kind: 'available', document };
    return { kind: 'busy', untilMs: document.lease?.until ?? nowMs };
  }
}

function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}
