import { expect } from 'chai';
import { Collection, MongoClient, MongoNetworkError, MongoServerError } from 'mongodb';
import { createStubInstance, type SinonStubbedInstance } from 'sinon';
import { MongoClips } from '../../../../functions/producer/adapters/mongo-clips.ts';
import type { ClipDocument } from '../../../../functions/producer/core/clip-document.ts';
import { availableResult, identityOfSample, rejectionOf, T0 } from '../samples.ts';

const CLAIM = {
  identity: identityOfSample(),
  requestHash: 'hash-1',
  leaseBy: 'a',
  messageId: 'm',
  leaseUntilMs: T0 + 1000,
  deaths: 0,
  nowMs: T0,
};
const DUPLICATE = new MongoServerError({ message: 'E11000 duplicate key', code: 11000 });

describe('the clips collection', () => {
  let collection: SinonStubbedInstance<Collection<ClipDocument>>;
  let clips: MongoClips;

  beforeEach(() => {
    collection = createStubInstance<Collection<ClipDocument>>(Collection);
    collection.createIndexes.resolves([]);
    clips = new MongoClips(collection, createStubInstance(MongoClient));
  });

  for (const [what, failure] of [
    ['a broken connection', new MongoNetworkError('socket closed')],
    ['a refusal', new MongoServerError({ message: 'not authorized', code: 13 })],
  ] as const) {
    it(`passes on ${what}, whatever it was asked`, async () => {
      collection.findOneAndUpdate.rejects(failure);
      collection.updateOne.rejects(failure);
      const end = { clipId: 'clip-1', leaseBy: 'a', nowMs: T0, result: availableResult() };
      expect(await rejectionOf(clips.claim(CLAIM))).to.equal(failure);
      expect(await rejectionOf(clips.finish(end))).to.equal(failure);
      expect(await rejectionOf(clips.release('clip-1', 'a', T0))).to.equal(failure);
      expect(await rejectionOf(clips.recordInvalid(identityOfSample(), availableResult(), T0))).to.equal(
        failure,
      );
      expect(await rejectionOf(clips.markNotified('clip-1', T0))).to.equal(failure);
      expect(collection.findOne.callCount).to.equal(0);
    });
  }

  it('passes on what fails in looking why a clip could not be claimed', async () => {
    const failure = new MongoNetworkError('socket closed');
    collection.findOneAndUpdate.rejects(DUPLICATE);
    collection.findOne.rejects(failure);
    expect(await rejectionOf(clips.claim(CLAIM))).to.equal(failure);
  });

  it('lets a claim come back where the document is gone between two looks', async () => {
    collection.findOneAndUpdate.rejects(DUPLICATE);
    collection.findOne.resolves(null);
    expect(await clips.claim(CLAIM)).to.deep.equal({ kind: 'busy', untilMs: T0 });
  });

  it('lets a claim come back where the lease ended between two looks', async () => {
    collection.findOneAndUpdate.rejects(DUPLICATE);
    collection.findOne.resolves({
      requestHash: 'hash-1',
      status: 'CLIP_PROCESSING',
      lease: null,
    } as ClipDocument);
    expect(await clips.claim(CLAIM)).to.deep.equal({ kind: 'busy', untilMs: T0 });
  });

  it('knows an invalid request over a valid one by the duplicate key', async () => {
    collection.updateOne.rejects(DUPLICATE);
    expect(await clips.recordInvalid(identityOfSample(), availableResult(), T0)).to.equal(false);
  });

  it('is claimed by one operation', async () => {
    collection.findOneAndUpdate.resolves(null);
    await clips.claim(CLAIM);
    expect(collection.findOneAndUpdate.callCount).to.equal(1);
    expect(collection.findOne.callCount).to.equal(0);
    expect(collection.updateOne.callCount).to.equal(0);
  });

  it('has the indexes of what operators and front ends ask, made once', async () => {
    collection.findOneAndUpdate.resolves(null);
    await Promise.all([clips.claim(CLAIM), clips.claim(CLAIM)]);
    await clips.claim(CLAIM);
    expect(collection.createIndexes.args).to.deep.equal([
      [[{ key: { cameraId: 1, startTimestampInMs: 1 } }, { key: { status: 1, updatedAt: 1 } }]],
    ]);
  });

  it('tries again to make its indexes where that failed', async () => {
    const failure = new MongoNetworkError('socket closed');
    collection.findOneAndUpdate.resolves(null);
    collection.createIndexes.onFirstCall().rejects(failure);
    expect(await rejectionOf(clips.claim(CLAIM))).to.equal(failure);
    expect((await clips.claim(CLAIM)).kind).to.equal('claimed');
    expect(collection.createIndexes.callCount).to.equal(2);
  });
});
