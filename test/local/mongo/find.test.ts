import { expect } from 'chai';
import { type Filter, Long, ObjectId } from 'mongodb';
import { connection, type Doc, refusal } from './connection.ts';

describe('find of the embedded MongoDB', () => {
  const on = connection();
  const older = new ObjectId('507f1f77bcf86cd799439011');
  const newer = new ObjectId('607f1f77bcf86cd799439011');

  beforeEach(() =>
    on.clips.insertMany([
      {
        _id: 'a',
        n: 1,
        at: new Date(1000),
        lease: null,
        tags: ['x', 'y'],
        cuts: [{ from: 1, to: 5 }],
        of: older,
      },
      { _id: 'b', n: 2, at: new Date(2000), lease: { until: 50, by: 'one' }, tags: [], cuts: [], of: newer },
      { _id: 'c', n: 3, at: new Date(3000), status: 'CLIP_AVAILABLE', cuts: [{ from: 7, to: 9 }] },
    ]),
  );

  const ids = async (filter: Filter<Doc>) =>
    (await on.clips.find(filter).toArray()).map(({ _id }) => _id).join('');

  it('matches by value, by path and by element', async () => {
    expect(await ids({ n: 2 })).to.equal('b');
    expect(await ids({ 'lease.by': 'one' })).to.equal('b');
    expect(await ids({ lease: { until: 50, by: 'one' } })).to.equal('b');
    expect(await ids({ tags: 'y' })).to.equal('a');
    expect(await ids({ 'cuts.from': 7 })).to.equal('c');
    expect(await ids({ of: newer })).to.equal('b');
    expect(await ids({ at: new Date(2000) })).to.equal('b');
    expect(await ids({ status: /^clip_/i })).to.equal('c');
  });

  it('matches null where there is null and where there is nothing', async () => {
    expect(await ids({ lease: null })).to.equal('ac');
    expect(await ids({ lease: { $ne: null } })).to.equal('b');
    expect(await ids({ lease: { $exists: false } })).to.equal('c');
    expect(await ids({ 'lease.until': { $exists: true } })).to.equal('b');
  });

  it('orders values of one type only', async () => {
    expect(await ids({ n: { $gt: 1, $lte: 3 } })).to.equal('bc');
    expect(await ids({ at: { $lt: new Date(2000) } })).to.equal('a');
    expect(await ids({ of: { $gt: older } })).to.equal('b');
    expect(await ids({ 'lease.until': { $lt: 100 } })).to.equal('b');
    expect(await ids({ at: { $lt: 100_000 } })).to.equal('');
  });

  it('combines conditions', async () => {
    expect(await ids({ $or: [{ lease: null }, { 'lease.until': { $lt: 60 } }] })).to.equal('abc');
    expect(await ids({ $and: [{ n: { $gte: 2 } }, { tags: { $size: 0 } }] })).to.equal('b');
    expect(await ids({ $nor: [{ n: 1 }, { n: 2 }] })).to.equal('c');
    expect(await ids({ n: { $in: [1, 3] } })).to.equal('ac');
    expect(await ids({ of: { $in: [older] } })).to.equal('a');
    expect(await ids({ n: { $nin: [1, 3] } })).to.equal('b');
    expect(await ids({ n: { $not: { $gt: 1 } } })).to.equal('a');
    expect(await ids({ status: { $not: /available/i } })).to.equal('ab');
    expect(await ids({ cuts: { $elemMatch: { from: { $gt: 5 }, to: 9 } } })).to.equal('c');
    expect(await ids({ tags: { $elemMatch: { $eq: 'x' } } })).to.equal('a');
    expect(await ids({ status: { $regex: 'available', $options: 'i' } })).to.equal('c');
    expect(await ids({ $expr: { $gt: ['$n', 2] } })).to.equal('c');
  });

  it('looks a document up by its _id and still asks the rest of the filter', async () => {
    expect(await ids({ _id: 'b', n: 2 })).to.equal('b');
    expect(await ids({ _id: 'b', n: 1 })).to.equal('');
    expect(await ids({ _id: /[ab]/ })).to.equal('ab');
    expect(await ids({ _id: { $in: ['a', 'c'] } })).to.equal('ac');
  });

  it('sorts, skips and limits, in the order of insertion where nothing is said', async () => {
    const all = await on.clips.find().sort({ n: -1 }).toArray();
    expect(all.map(({ _id }) => _id)).to.deep.equal(['c', 'b', 'a']);
    const second = await on.clips.find().sort({ at: 1 }).skip(1).limit(1).toArray();
    expect(second.map(({ _id }) => _id)).to.deep.equal(['b']);
    expect((await on.clips.find().limit(-2).toArray()).map(({ _id }) => _id)).to.deep.equal(['a', 'b']);
  });

  it('sorts missing values with null, before all others', async () => {
    const sorted = await on.clips.find().sort({ 'lease.until': 1, n: -1 }).toArray();
    expect(sorted.map(({ _id }) => _id)).to.deep.equal(['c', 'a', 'b']);
  });

  it('projects fields in, out, and computed', async () => {
    const projected = (projection: object) => on.clips.findOne({ _id: 'b' }, { projection });
    expect(await projected({ n: 1 })).to.deep.equal({ _id: 'b', n: 2 });
    expect(await projected({ _id: 0, 'lease.by': 1 })).to.deep.equal({ lease: { by: 'one' } });
    expect(await projected({ lease: 0, cuts: 0, tags: 0, at: 0, of: 0 })).to.deep.equal({ _id: 'b', n: 2 });
    expect(await projected({ twice: { $multiply: ['$n', 2] } })).to.deep.equal({ _id: 'b', twice: 4 });
    expect(await projected({ gone: '$nowhere' })).to.deep.equal({ _id: 'b' });
  });

  it('counts', async () => {
    expect(await on.clips.countDocuments({ n: { $gt: 1 } })).to.equal(2);
    expect(await on.clips.countDocuments({ n: 9 })).to.equal(0);
    expect(await on.clips.estimatedDocumentCount()).to.equal(3);
    const counted = await on.client.db('wavecut').command({ count: 'clips', query: {}, skip: 1, limit: 5 });
    expect(counted.n).to.equal(2);
  });

  const unheld: [string, object, string][] = [
    ['an operator of a field', { n: { $mod: [2, 0] } }, '$mod'],
    ['an operator of the whole', { $where: 'true' }, '$where'],
    ['an operator within others', { $or: [{ tags: { $elemMatch: { $not: { $type: 2 } } } }] }, '$type'],
    ['an expression', { $expr: { $gt: [{ $rand: {} }, 0] } }, '$rand'],
    ['a range of null', { n: { $gte: null } }, '$gte'],
    ['a range of integers that JavaScript cannot tell apart', { n: { $gte: Long.MAX_VALUE } }, '$gte'],
  ];
  for (const [what, filter, name] of unheld) {
    it(`names ${what} that it does not hold, also where there is no document`, async () => {
      const nowhere = on.client.db('wavecut').collection('nowhere');
      const error = await refusal(nowhere.find(filter as never).toArray());
      expect(error.message).to.contain(name).and.to.contain('the embedded MongoDB does not hold it');
    });
  }

  it('refuses operands that an operator cannot have', async () => {
    const filters = [
      { n: { $in: 5 } },
      { $or: [] },
      { n: { $not: 5 } },
      { n: { $regex: '(' } },
      { n: { $regex: 5 } },
      { n: { $size: 'x' } },
      { $expr: { $cond: { if: true, else: 1 } } },
      { n: { $gt: 1, m: 2 } },
    ];
    for (const filter of filters) {
      expect((await refusal(on.clips.find(filter as never).toArray())).code).to.equal(2);
    }
  });

  it('refuses projections and sorts that it does not hold', async () => {
    for (const projection of [{ 'cuts.$': 1 }, { cuts: { $slice: 1 } }, { n: 1, tags: 0 }]) {
      await refusal(on.clips.find({}, { projection }).toArray());
    }
    await refusal(on.clips.find({}, { sort: { n: { $meta: 'textScore' } } }).toArray());
  });
});
