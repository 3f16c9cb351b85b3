import { expect } from 'chai';
import { connection, refusal } from './connection.ts';

describe('updates by pipeline of the embedded MongoDB', () => {
  const on = connection();

  it('compute from the document as it was', async () => {
    const swapped = [{ $set: { a: '$b', b: '$a', sum: { $add: ['$a', '$b'] } } }];
    expect(await on.updated({ a: 1, b: 2 }, swapped)).to.deep.equal({ a: 2, b: 1, sum: 3 });
    const counted = [
      { $set: { n: { $add: [{ $ifNull: ['$n', 0] }, 1] } } },
      { $set: { twice: { $multiply: ['$n', 2] } } },
    ];
    expect(await on.updated({}, counted)).to.deep.equal({ n: 1, twice: 2 });
    expect(await on.updated({ a: 1, b: { c: 1, d: 2 } }, [{ $unset: ['a', 'b.c'] }])).to.deep.equal({
      b: { d: 2 },
    });
    expect(await on.updated({ a: 1 }, [{ $replaceWith: { b: '$a' } }])).to.deep.equal({ b: 1 });
    expect(await on.updated({ a: 1, b: 2 }, [{ $set: { a: '$$REMOVE' } }])).to.deep.equal({ b: 2 });
    const { at } = await on.updated({}, [{ $set: { at: '$$NOW' } }]);
    expect(Date.now() - at.getTime()).to.be.within(0, 5000);
  });

  it('add to an embedded document that they set fields of, and replace what is none', async () => {
    const set = [{ $set: { lease: { by: 'x' } } }];
    expect(await on.updated({ lease: { until: 5 } }, set)).to.deep.equal({ lease: { until: 5, by: 'x' } });
    expect(await on.updated({ lease: null }, set)).to.deep.equal({ lease: { by: 'x' } });
    expect(await on.updated({ lease: 5 }, [{ $set: { 'lease.by': 'x' } }])).to.deep.equal({
      lease: { by: 'x' },
    });
    const whole = [{ $set: { lease: { $literal: { by: 'x' } } } }];
    expect(await on.updated({ lease: { until: 5 } }, whole)).to.deep.equal({ lease: { by: 'x' } });
  });

  it('order missing before null before numbers, in an expression', async () => {
    const compared = (a: unknown, b: unknown) => [
      { $set: { lt: { $lt: [a, b] }, eq: { $eq: [a, b] }, cmp: { $cmp: [a, b] } } },
      { $unset: ['lease', 'n', 'list'] },
    ];
    expect(await on.updated({}, compared('$lease.until', 5))).to.deep.equal({ lt: true, eq: false, cmp: -1 });
    expect(await on.updated({ lease: null }, compared('$lease', 5))).to.deep.equal({
      lt: true,
      eq: false,
      cmp: -1,
    });
    expect(await on.updated({}, compared('$lease', null))).to.deep.equal({ lt: true, eq: false, cmp: -1 });
    expect(await on.updated({ n: 5 }, compared('$n', 5))).to.deep.equal({ lt: false, eq: true, cmp: 0 });
    expect(await on.updated({ n: 5 }, compared('$n', '5'))).to.deep.equal({ lt: true, eq: false, cmp: -1 });
    expect(await on.updated({ list: [1] }, compared('$list', 1))).to.deep.equal({
      lt: false,
      eq: false,
      cmp: 1,
    });
    expect(await on.updated({ list: [1, 2] }, compared('$list', [1, 3]))).to.deep.equal({
      lt: true,
      eq: false,
      cmp: -1,
    });
    expect(await on.updated({ n: new Date(5) }, compared('$n', '$$NOW'))).to.deep.equal({
      lt: true,
      eq: false,
      cmp: -1,
    });
  });

  it('refuse stages and expressions of a pipeline that they cannot have, also in a branch not taken', async () => {
    await on.clips.insertOne({ _id: 'a' });
    const refusedFor = async (pipeline: object[]) => (await refusal(on.clips.updateOne({}, pipeline))).code;
    expect(await refusedFor([{ $match: {} }])).to.equal(72);
    expect(await refusedFor([{ $densify: {} }])).to.equal(40324);
    expect(await refusedFor([{ $set: { n: { $cond: [true, 1, { $function: {} }] } } }])).to.equal(168);
    expect(await refusedFor([{ $set: { n: '$$USER_ROLES' } }])).to.equal(17276);
    expect(await refusedFor([{ $set: { _id: 'b' } }])).to.equal(66);
    expect(await refusedFor([{ $set: { a: 1, 'a.b': 1 } }])).to.equal(2);
    expect(await refusedFor([{ $set: { a: {} } }])).to.equal(2);
  });
});
