import { expect } from 'chai';
import { connection, refusal } from './connection.ts';

describe('updates of the embedded MongoDB', () => {
  const on = connection();

  it('set and unset fields, by path as well', async () => {
    expect(await on.updated({ n: 1 }, { $set: { n: 2, 'lease.by': 'x' } })).to.deep.equal({
      n: 2,
      lease: { by: 'x' },
    });
    expect(await on.updated({ lease: { by: 'x', until: 5 } }, { $unset: { 'lease.by': '' } })).to.deep.equal({
      lease: { until: 5 },
    });
    expect(await on.updated({ cuts: [{ n: 1 }, { n: 2 }] }, { $set: { 'cuts.1.n': 3 } })).to.deep.equal({
      cuts: [{ n: 1 }, { n: 3 }],
    });
    expect(await on.updated({ lease: { by: 'x' } }, { $set: { lease: null } })).to.deep.equal({
      lease: null,
    });
  });

  it('count, collect and keep extremes', async () => {
    expect(await on.updated({ n: 1 }, { $inc: { n: 2, m: 0.5 } })).to.deep.equal({ n: 3, m: 0.5 });
    expect(await on.updated({ log: ['a'] }, { $push: { log: 'b', other: 'c' } })).to.deep.equal({
      log: ['a', 'b'],
      other: ['c'],
    });
    expect(await on.updated({ log: ['a'] }, { $push: { log: { $each: ['b', 'c'] } } })).to.deep.equal({
      log: ['a', 'b', 'c'],
    });
    expect(
      await on.updated({ low: 5, high: 5 }, { $min: { low: 3, a: 1 }, $max: { high: 3, b: 1 } }),
    ).to.deep.equal({
      low: 3,
      high: 5,
      a: 1,
      b: 1,
    });
  });

  it('set the current date', async () => {
    const { at, also } = await on.updated({}, { $currentDate: { at: true, also: { $type: 'date' } } });
    expect(at).to.be.instanceOf(Date).and.to.deep.equal(also);
    expect(Date.now() - at.getTime()).to.be.within(0, 5000);
  });

  it('leave $setOnInsert alone where a document is there', async () => {
    expect(await on.updated({ n: 1 }, { $setOnInsert: { n: 9 }, $set: { m: 2 } })).to.deep.equal({
      n: 1,
      m: 2,
    });
  });

  it('tell matched from modified', async () => {
    await on.clips.insertOne({ _id: 'a', n: 1 });
    const same = await on.clips.updateOne({ _id: 'a' }, { $set: { n: 1 } });
    expect(same).to.include({ matchedCount: 1, modifiedCount: 0 });
    const other = await on.clips.updateOne({ _id: 'a' }, { $set: { n: 2 } });
    expect(other).to.include({ matchedCount: 1, modifiedCount: 1 });
    const none = await on.clips.updateOne({ _id: 'b' }, { $set: { n: 2 } });
    expect(none).to.include({ matchedCount: 0, modifiedCount: 0, upsertedCount: 0 });
  });

  it('change one document or all that match', async () => {
    await on.clips.insertMany([{ _id: 'a' }, { _id: 'b' }, { _id: 'c' }]);
    expect((await on.clips.updateOne({}, { $set: { n: 1 } })).modifiedCount).to.equal(1);
    expect((await on.clips.updateMany({}, { $set: { n: 1 } })).modifiedCount).to.equal(2);
    expect(await on.clips.countDocuments({ n: 1 })).to.equal(3);
  });

  it('keep the place of a document and its _id', async () => {
    await on.clips.insertMany([{ _id: 'a' }, { _id: 'b' }]);
    await on.clips.replaceOne({ _id: 'a' }, { n: 1 });
    expect(await on.clips.find().toArray()).to.deep.equal([{ _id: 'a', n: 1 }, { _id: 'b' }]);
  });

  it('refuse to change an _id, and take one that is the same', async () => {
    await on.clips.insertOne({ _id: 'a' });
    for (const update of [{ $set: { _id: 'b' } }, { $unset: { _id: '' } }, { $set: { '_id.x': 1 } }]) {
      const error = await refusal(on.clips.updateOne({ _id: 'a' }, update as never));
      expect(error.code).to.be.oneOf([66, 28]);
    }
    const replaced = await refusal(on.clips.replaceOne({ _id: 'a' }, { _id: 'b' } as never));
    expect(replaced.code).to.equal(66);
    await on.clips.updateOne({ _id: 'a' }, { $set: { _id: 'a', n: 1 } as never });
    expect(await on.clips.find().toArray()).to.deep.equal([{ _id: 'a', n: 1 }]);
  });

  // mingo alone answers each of these with an unchanged, or with another, document.
  const refused: [string, object, object, number][] = [
    ['counting what is no number', { n: 'x' }, { $inc: { n: 1 } }, 14],
    ['counting null', { n: null }, { $inc: { n: 1 } }, 14],
    ['counting by what is no number', { n: 1 }, { $inc: { n: 'x' } }, 14],
    ['pushing to what is no array', { log: 'x' }, { $push: { log: 'y' } }, 2],
    ['a field below null', { lease: null }, { $set: { 'lease.until': 5 } }, 28],
    ['a field below text', { lease: 'x' }, { $set: { 'lease.until': 5 } }, 28],
    ['a named field of an array', { cuts: [] }, { $set: { 'cuts.until': 5 } }, 28],
    ['an array filled up without end', { cuts: [] }, { $set: { 'cuts.2000000000': 5 } }, 2],
    ['two changes of one path', {}, { $set: { n: 1 }, $inc: { n: 1 } }, 40],
    ['a change within another', {}, { $set: { lease: {} }, $unset: { 'lease.by': '' } }, 40],
    ['a conflict that only an insert would have', {}, { $set: { n: 1 }, $setOnInsert: { n: 2 } }, 40],
    ['an empty name', {}, { $set: { 'a..b': 1 } }, 56],
    ['operators without fields', {}, { $set: 5 }, 9],
    ['a time stamp as the current date', {}, { $currentDate: { at: { $type: 'timestamp' } } }, 2],
    ['an operator that is not held', {}, { $rename: { a: 'b' } }, 9],
    ['a modifier that is not held', {}, { $push: { log: { $each: [1], $slice: -5 } } }, 2],
    ['a positional path', { cuts: [1] }, { $set: { 'cuts.$[]': 2 } }, 52],
    ['an inherited name', {}, { $set: { 'constructor.x': 1 } }, 2],
  ];
  for (const [what, fields, update, code] of refused) {
    it(`refuse ${what}, and change nothing`, async () => {
      await on.clips.insertOne({ _id: 'a', ...fields });
      expect((await refusal(on.clips.updateOne({ _id: 'a' }, update))).code).to.equal(code);
      expect(await on.clips.findOne()).to.deep.equal({ _id: 'a', ...fields });
    });
  }

  it('name the operator that is not held', async () => {
    const { message } = await refusal(on.clips.updateOne({}, { $bit: { n: { and: 1 } } } as never));
    expect(message).to.equal('Unknown modifier: $bit: the embedded MongoDB does not hold it');
  });

  it('refuse to replace many by one', async () => {
    const command = { update: 'clips', updates: [{ q: {}, u: { n: 1 }, multi: true }] };
    const { writeErrors } = await on.client.db('wavecut').command(command);
    expect(writeErrors[0]).to.include({ index: 0, code: 9 });
  });
});
