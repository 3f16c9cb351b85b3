import { expect } from 'chai';
import { connection, refusal } from './connection.ts';

describe('aggregate of the embedded MongoDB', () => {
  const on = connection();

  beforeEach(() =>
    on.clips.insertMany([
      { _id: 'a', camera: 'one', ms: 10, status: 'CLIP_AVAILABLE' },
      { _id: 'b', camera: 'two', ms: 20, status: 'CLIP_AVAILABLE' },
      { _id: 'c', camera: 'one', ms: 60, status: 'CLIP_REJECTED' },
    ]),
  );

  const aggregated = (...pipeline: object[]) => on.clips.aggregate(pipeline).toArray();

  it('matches, groups, sorts and limits', async () => {
    const group = { _id: '$camera', clips: { $sum: 1 }, mean: { $avg: '$ms' }, most: { $max: '$ms' } };
    expect(await aggregated({ $group: group }, { $sort: { clips: -1 } }, { $limit: 1 })).to.deep.equal([
      { _id: 'one', clips: 2, mean: 35, most: 60 },
    ]);
    const ends = { _id: null, least: { $min: '$ms' }, first: { $first: '$_id' }, last: { $last: '$_id' } };
    expect(await aggregated({ $match: { ms: { $gt: 10 } } }, { $group: ends })).to.deep.equal([
      { _id: null, least: 20, first: 'b', last: 'c' },
    ]);
  });

  it('projects, skips and counts', async () => {
    const tooLong = { $cond: [{ $gte: ['$ms', 60] }, 'yes', 'no'] };
    expect(
      await aggregated({ $sort: { ms: 1 } }, { $skip: 1 }, { $project: { _id: 0, tooLong } }),
    ).to.deep.equal([{ tooLong: 'no' }, { tooLong: 'yes' }]);
    expect(await aggregated({ $match: { camera: 'one' } }, { $count: 'n' })).to.deep.equal([{ n: 2 }]);
  });

  it('counts no documents by no document', async () => {
    expect(await aggregated({ $match: { camera: 'none' } }, { $count: 'n' })).to.deep.equal([]);
  });

  it('refuses results larger than a document may be', async () => {
    await on.clips.updateOne({}, { $set: { text: 'x'.repeat(9 * 1024 * 1024) } });
    const error = await refusal(
      aggregated({ $match: { _id: 'a' } }, { $project: { text: 1, again: '$text' } }),
    );
    expect(error.code).to.equal(10334);
  });

  const refused: [string, object, number][] = [
    ['a stage that is not held', { $lookup: { from: 'cameras' } }, 40324],
    ['a stage that writes', { $out: 'other' }, 40324],
    ['an accumulator that is not held', { $group: { _id: null, n: { $accumulator: {} } } }, 168],
    ['an expression that is not held', { $project: { n: { $dateToString: {} } } }, 168],
    ['a group without an _id', { $group: { n: { $sum: 1 } } }, 2],
    ['a limit of none', { $limit: 0 }, 2],
    ['an order that is none', { $sort: { n: 'down' } }, 2],
    ['two stages in one', { $limit: 1, $skip: 1 }, 2],
    ['a sum of what cannot be added', { $project: { n: { $add: ['$status', 1] } } }, 2],
  ];
  for (const [what, stage, code] of refused) {
    it(`refuses ${what}`, async () => {
      expect((await refusal(aggregated(stage))).code).to.equal(code);
    });
  }
});
