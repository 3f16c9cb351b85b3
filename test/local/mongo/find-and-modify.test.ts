import { expect } from 'chai';
import { connection, refusal } from './connection.ts';

describe('findAndModify of the embedded MongoDB', () => {
  const on = connection();

  it('returns the document before or after, or null where there is none', async () => {
    await on.clips.insertOne({ _id: 'a', n: 1 });
    expect(await on.clips.findOneAndUpdate({ _id: 'a' }, { $inc: { n: 1 } })).to.deep.equal({
      _id: 'a',
      n: 1,
    });
    const after = { returnDocument: 'after' } as const;
    expect(await on.clips.findOneAndUpdate({ _id: 'a' }, { $inc: { n: 1 } }, after)).to.deep.equal({
      _id: 'a',
      n: 3,
    });
    expect(await on.clips.findOneAndUpdate({ _id: 'b' }, { $inc: { n: 1 } }, after)).to.equal(null);
    expect(await on.clips.countDocuments()).to.equal(1);
  });

  it('returns null before an insert, and the document after it', async () => {
    const upsert = { upsert: true } as const;
    expect(await on.clips.findOneAndUpdate({ _id: 'a' }, { $set: { n: 1 } }, upsert)).to.equal(null);
    const after = { ...upsert, returnDocument: 'after', includeResultMetadata: true } as const;
    expect(await on.clips.findOneAndUpdate({ _id: 'b' }, { $set: { n: 1 } }, after)).to.deep.include({
      value: { _id: 'b', n: 1 },
      lastErrorObject: { n: 1, updatedExisting: false, upserted: 'b' },
    });
  });

  it('takes the first in an order, and shows the fields asked for', async () => {
    await on.clips.insertMany([
      { _id: 'a', n: 1, m: 1 },
      { _id: 'b', n: 2, m: 1 },
    ]);
    const options = { sort: { n: -1 }, projection: { n: 1 }, returnDocument: 'after' } as const;
    expect(await on.clips.findOneAndUpdate({ m: 1 }, { $inc: { n: 10 } }, options)).to.deep.equal({
      _id: 'b',
      n: 12,
    });
  });

  it('replaces and deletes', async () => {
    await on.clips.insertOne({ _id: 'a', n: 1 });
    expect(await on.clips.findOneAndReplace({ n: 1 }, { n: 2 })).to.deep.equal({ _id: 'a', n: 1 });
    expect(await on.clips.findOneAndDelete({ n: 2 })).to.deep.equal({ _id: 'a', n: 2 });
    expect(await on.clips.findOneAndDelete({ n: 2 })).to.equal(null);
  });

  it('updates by a pipeline, without a trace of it in the document before', async () => {
    await on.clips.insertOne({ _id: 'a', lease: { by: 'x', until: 5 } });
    const before = await on.clips.findOneAndUpdate({ _id: 'a' }, [{ $unset: 'lease.by' }]);
    expect(before).to.deep.equal({ _id: 'a', lease: { by: 'x', until: 5 } });
    expect(await on.clips.findOne()).to.deep.equal({ _id: 'a', lease: { until: 5 } });
  });

  it('answers a key that is taken with the pattern and the value', async () => {
    await on.clips.insertOne({ _id: 'a', requestHash: 'one' });
    const claim = on.clips.findOneAndUpdate(
      { _id: 'a', requestHash: 'two' },
      { $set: { n: 1 } },
      { upsert: true },
    );
    const error = await refusal(claim);
    expect(error.code).to.equal(11000);
    expect(error).to.deep.include({ keyPattern: { _id: 1 }, keyValue: { _id: 'a' } });
  });

  it('gives a lease to one of fifty claims at once, to none while it lives, and to one when it has ended', async () => {
    const claim = async (by: string, nowMs: number) => {
      // A lease that is missing, as of a clip that was never claimed, comes before every number.
      const free = { $lt: ['$lease.until', nowMs] };
      const attempts = { $add: [{ $ifNull: ['$attempts', 0] }, { $cond: [free, 1, 0] }] };
      const lease = { $cond: [free, { until: nowMs + 100, by }, '$lease'] };
      const claimed = await on.clips.findOneAndUpdate({ _id: 'a' }, [{ $set: { attempts, lease } }], {
        upsert: true,
        returnDocument: 'after',
      });
      return claimed?.lease.by === by;
    };
    const granted = async (nowMs: number) => {
      const claims = await Promise.all(
        Array.from({ length: 50 }, (_, n) => claim(`${n} at ${nowMs}`, nowMs)),
      );
      return claims.filter(Boolean).length;
    };
    expect(await granted(1000)).to.equal(1);
    expect(await granted(1050)).to.equal(0);
    expect(await granted(1101)).to.equal(1);
    expect((await on.clips.findOne({ _id: 'a' }))?.attempts).to.equal(2);
  });

  it('refuses an update and a removal in one, and neither', async () => {
    const db = on.client.db('wavecut');
    const both = db.command({ findAndModify: 'clips', query: {}, update: { $set: { n: 1 } }, remove: true });
    expect((await refusal(both)).code).to.equal(9);
    expect((await refusal(db.command({ findAndModify: 'clips', query: {} }))).code).to.equal(9);
  });
});
