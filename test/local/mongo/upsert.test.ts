import { expect } from 'chai';
import { ObjectId } from 'mongodb';
import { connection, refusal } from './connection.ts';

describe('upserts of the embedded MongoDB', () => {
  const on = connection();

  /** What an upsert that finds nothing inserts. */
  const inserted = async (filter: object, update: object) => {
    const done = await on.clips.updateOne(filter, update, { upsert: true });
    expect(done).to.include({ matchedCount: 0, modifiedCount: 0, upsertedCount: 1 });
    return await on.clips.findOne({ _id: done.upsertedId as unknown as string });
  };

  it('insert the values that the filter wants, the _id first', async () => {
    expect(
      await inserted(
        { cameraId: 'c', 'lease.by': 'x', $and: [{ n: { $eq: 5 } }], other: { $gt: 1 }, _id: 'a' },
        { $set: { status: 'new' } },
      ),
    ).to.deep.equal({ _id: 'a', cameraId: 'c', lease: { by: 'x' }, n: 5, status: 'new' });
    expect(Object.keys((await on.clips.findOne()) ?? {})[0]).to.equal('_id');
  });

  it('insert nothing of a choice or a range', async () => {
    const filter = {
      _id: 'a',
      $or: [{ lease: null }, { n: 5 }],
      at: { $lt: 5 },
      $nor: [{ x: 1 }],
      name: /x/,
    };
    expect(await inserted(filter, { $set: { status: 'new' } })).to.deep.equal({ _id: 'a', status: 'new' });
  });

  it('apply every operator to what the filter gave', async () => {
    const at = new Date(5);
    expect(
      await inserted(
        { _id: 'a', n: 5 },
        {
          $setOnInsert: { createdAt: at },
          $inc: { n: 1, attempts: 1 },
          $push: { log: 'x' },
          $min: { low: 3 },
          $max: { high: 3 },
          $unset: { gone: '' },
        },
      ),
    ).to.deep.equal({ _id: 'a', n: 6, attempts: 1, createdAt: at, log: ['x'], low: 3, high: 3 });
  });

  it('make an ObjectId where nothing gives an _id, and take the one of $setOnInsert', async () => {
    expect((await inserted({ n: 1 }, { $set: { m: 1 } }))?._id).to.be.instanceOf(ObjectId);
    expect(await inserted({ n: 2 }, { $setOnInsert: { _id: 'b' } })).to.deep.equal({ _id: 'b', n: 2 });
  });

  it('insert by a pipeline', async () => {
    const pipeline = [{ $set: { attempts: { $add: [{ $ifNull: ['$attempts', 0] }, 1] }, status: 'new' } }];
    expect(await inserted({ _id: 'a' }, pipeline)).to.deep.equal({ _id: 'a', attempts: 1, status: 'new' });
  });

  it('insert a replacement under the _id of the filter and with nothing else of it', async () => {
    await on.clips.replaceOne({ _id: 'a', n: 1 }, { m: 1 }, { upsert: true });
    expect(await on.clips.find().toArray()).to.deep.equal([{ _id: 'a', m: 1 }]);
  });

  it('refuse an _id that is not the one of the filter', async () => {
    const operators = on.clips.updateOne({ _id: 'a' }, { $set: { _id: 'b' } as never }, { upsert: true });
    expect((await refusal(operators)).code).to.equal(66);
    const replacement = on.clips.replaceOne({ _id: 'a' }, { _id: 'b' } as never, { upsert: true });
    expect((await refusal(replacement)).code).to.equal(66);
    expect(await on.clips.countDocuments()).to.equal(0);
  });

  it('refuse a filter that wants two values of one field, or an expression', async () => {
    const twice = on.clips.updateOne({ n: 1, $and: [{ n: 1 }] }, { $set: { m: 1 } }, { upsert: true });
    expect((await refusal(twice)).code).to.equal(54);
    const expression = on.clips.updateOne(
      { $expr: { $eq: ['$n', 1] } },
      { $set: { m: 1 } },
      { upsert: true },
    );
    expect((await refusal(expression)).code).to.equal(224);
  });

  it('refuse to insert what is there under the _id but does not match', async () => {
    await on.clips.insertOne({ _id: 'a', n: 1 });
    const error = await refusal(on.clips.updateOne({ _id: 'a', n: 2 }, { $set: { m: 1 } }, { upsert: true }));
    expect(error.code).to.equal(11000);
    expect(await on.clips.find().toArray()).to.deep.equal([{ _id: 'a', n: 1 }]);
  });

  it('insert one document of fifty upserts of one _id at once', async () => {
    const upserts = Array.from({ length: 50 }, (_, n) =>
      on.clips.updateOne({ _id: 'a' }, { $setOnInsert: { first: n }, $inc: { count: 1 } }, { upsert: true }),
    );
    const done = await Promise.all(upserts);
    expect(done.filter(({ upsertedCount }) => upsertedCount === 1)).to.have.lengthOf(1);
    expect((await on.clips.findOne({ _id: 'a' }))?.count).to.equal(50);
  });
});
