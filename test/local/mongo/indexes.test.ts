import { expect } from 'chai';
import { connection, refusal } from './connection.ts';

describe('indexes of the embedded MongoDB', () => {
  const on = connection();

  it('are listed as they were created, after the one of _id', async () => {
    expect(await on.clips.createIndex({ cameraId: 1, startTimestampInMs: -1 })).to.equal(
      'cameraId_1_startTimestampInMs_-1',
    );
    await on.clips.createIndex({ requestHash: 1 }, { unique: true, name: 'hash' });
    expect(await on.clips.listIndexes().toArray()).to.deep.equal([
      { v: 2, key: { _id: 1 }, name: '_id_' },
      { v: 2, key: { cameraId: 1, startTimestampInMs: -1 }, name: 'cameraId_1_startTimestampInMs_-1' },
      { v: 2, key: { requestHash: 1 }, name: 'hash', unique: true },
    ]);
  });

  it('can be created again, but not differently', async () => {
    const create = { createIndexes: 'clips', indexes: [{ key: { a: 1 }, name: 'a' }] };
    const db = on.client.db('wavecut');
    expect(await db.command(create)).to.include({
      numIndexesBefore: 1,
      numIndexesAfter: 2,
      createdCollectionAutomatically: true,
    });
    expect(await db.command(create)).to.include({
      numIndexesAfter: 2,
      createdCollectionAutomatically: false,
    });
    expect((await refusal(on.clips.createIndex({ a: 1 }, { name: 'b' }))).code).to.equal(85);
    expect((await refusal(on.clips.createIndex({ a: 1 }, { name: 'a', unique: true }))).code).to.equal(86);
    expect((await refusal(on.clips.createIndex({ b: 1 }, { name: 'a' }))).code).to.equal(86);
  });

  it('refuse a second document of the same values, wherever it comes from', async () => {
    await on.clips.createIndex({ cameraId: 1, 'range.from': 1 }, { unique: true });
    await on.clips.insertOne({ _id: 'a', cameraId: 'c', range: { from: 5 } });
    await on.clips.insertOne({ _id: 'b', cameraId: 'c', range: { from: 6 } });
    const twin = { cameraId: 'c', range: { from: 5 } };
    for (const write of [
      () => on.clips.insertOne({ _id: 'x', ...twin }),
      () => on.clips.updateOne({ _id: 'b' }, { $set: { 'range.from': 5 } }),
      () => on.clips.replaceOne({ _id: 'b' }, twin),
      () => on.clips.updateOne({ _id: 'x' }, { $set: twin }, { upsert: true }),
      () => on.clips.findOneAndUpdate({ _id: 'b' }, { $inc: { 'range.from': -1 } }),
    ]) {
      const error = await refusal(write());
      expect(error.code).to.equal(11000);
      expect(error).to.deep.include({
        keyPattern: { cameraId: 1, 'range.from': 1 },
        keyValue: { cameraId: 'c', 'range.from': 5 },
      });
    }
    expect(await on.clips.countDocuments()).to.equal(2);
    expect((await on.clips.findOne({ _id: 'b' }))?.range).to.deep.equal({ from: 6 });
  });

  it('free a value that a document no longer has', async () => {
    await on.clips.createIndex({ n: 1 }, { unique: true });
    await on.clips.insertMany([
      { _id: 'a', n: 1 },
      { _id: 'b', n: 2 },
    ]);
    await on.clips.updateOne({ _id: 'a' }, { $set: { n: 3 } });
    await on.clips.deleteOne({ _id: 'b' });
    await on.clips.insertMany([
      { _id: 'c', n: 1 },
      { _id: 'd', n: 2 },
    ]);
    expect((await refusal(on.clips.insertOne({ _id: 'e', n: 3 }))).code).to.equal(11000);
  });

  it('take a missing value for null, once', async () => {
    await on.clips.createIndex({ n: 1 }, { unique: true });
    await on.clips.insertOne({ _id: 'a' });
    const error = await refusal(on.clips.insertOne({ _id: 'b', n: null }));
    expect(error.message).to.equal(
      'E11000 duplicate key error collection: wavecut.clips index: n_1 dup key: { n: null }',
    );
  });

  it('are not created over documents that they would have refused', async () => {
    await on.clips.insertMany([
      { _id: 'a', n: 1 },
      { _id: 'b', n: 1 },
    ]);
    expect((await refusal(on.clips.createIndex({ n: 1 }, { unique: true }))).code).to.equal(11000);
    await on.clips.insertOne({ _id: 'c', n: 1 });
    expect(await on.clips.indexes()).to.have.lengthOf(1);
  });

  it('are refused in kinds that are not held', async () => {
    const { message } = await refusal(on.clips.createIndex({ at: 1 }, { expireAfterSeconds: 60 }));
    expect(message).to.contain('expireAfterSeconds').and.to.contain('the embedded MongoDB does not hold it');
    expect((await refusal(on.clips.createIndex({ text: 'text' }))).code).to.equal(67);
    expect((await refusal(on.clips.createIndex({ '$**': 1 }))).code).to.equal(67);
    await on.clips.createIndex({ tags: 1 }, { unique: true });
    expect((await refusal(on.clips.insertOne({ _id: 'a', tags: ['x'] }))).code).to.equal(67);
    expect(await on.clips.countDocuments()).to.equal(0);
  });

  it('cannot be listed of a collection that is not there', async () => {
    expect((await refusal(on.client.db('wavecut').collection('nowhere').indexes())).code).to.equal(26);
  });
});
