import { expect } from 'chai';
import type { Long } from 'mongodb';
import { CommandError } from '../../../scripts/local/mongo/command-error.ts';
import { Cursors } from '../../../scripts/local/mongo/cursors.ts';
import { connection, refusal } from './connection.ts';

describe('cursors of the embedded MongoDB', () => {
  const on = connection();
  const insert = (count: number, fields: object = {}) =>
    on.clips.insertMany(Array.from({ length: count }, (_, n) => ({ _id: `clip-${n}`, n, ...fields })));

  it('bring every document once and in order over many batches', async () => {
    await insert(250);
    const found = await on.clips.find().batchSize(7).toArray();
    expect(found.map(({ n }) => n)).to.deep.equal(Array.from({ length: 250 }, (_, n) => n));
    const grouped = on.clips.aggregate([{ $sort: { n: -1 } }, { $project: { n: 1 } }], { batchSize: 9 });
    expect((await grouped.toArray()).map(({ n }) => n)[249]).to.equal(0);
  });

  it('begin with 101 documents, or with as many as are asked for, none included', async () => {
    await insert(250);
    const first = async (options: object) => {
      const { cursor } = await on.client.db('wavecut').command({ find: 'clips', filter: {}, ...options });
      return [cursor.firstBatch.length, cursor.id.toString() !== '0'];
    };
    expect(await first({})).to.deep.equal([101, true]);
    expect(await first({ batchSize: 300 })).to.deep.equal([250, false]);
    expect(await first({ batchSize: 0 })).to.deep.equal([0, true]);
    expect(await first({ batchSize: 5, singleBatch: true })).to.deep.equal([5, false]);
    expect(await first({ batchSize: 5, limit: 5 })).to.deep.equal([5, false]);
  });

  it('keep a batch within the size of a document', async () => {
    await insert(3);
    await on.clips.updateMany({}, { $set: { text: 'x'.repeat(6 * 1024 * 1024) } });
    const { cursor } = await on.client.db('wavecut').command({ find: 'clips', filter: {} });
    expect(cursor.firstBatch).to.have.lengthOf(2);
  });

  it('are gone once they are closed', async () => {
    await insert(10);
    const cursor = on.clips.find().batchSize(2);
    await cursor.next();
    const { id } = cursor;
    await cursor.close();
    const error = await refusal(on.client.db('wavecut').command({ getMore: id, collection: 'clips' }));
    expect(error).to.include({ code: 43, codeName: 'CursorNotFound' });
  });

  it('belong to one collection', async () => {
    await insert(10);
    const db = on.client.db('wavecut');
    const { cursor } = await db.command({ find: 'clips', filter: {}, batchSize: 2 });
    expect((await refusal(db.command({ getMore: cursor.id, collection: 'notes' }))).code).to.equal(43);
    const killed = await db.command({ killCursors: 'notes', cursors: [cursor.id] });
    expect(killed).to.deep.include({ cursorsKilled: [], cursorsNotFound: [cursor.id] });
    expect((await db.command({ getMore: cursor.id, collection: 'clips' })).cursor.nextBatch).to.have.lengthOf(
      8,
    );
  });

  it('show the documents as they were when they were asked for', async () => {
    await insert(4);
    const cursor = on.clips.find().batchSize(2);
    await cursor.next();
    await on.clips.deleteMany({});
    expect(await cursor.toArray()).to.have.lengthOf(3);
  });

  it('are forgotten after ten minutes without a question', () => {
    let nowMs = 0;
    const cursors = new Cursors(() => nowMs);
    const documents = [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }];
    const id = ({ cursor }: { cursor?: unknown }) => (cursor as { id: Long }).id.toNumber();
    const opened = id(cursors.first('wavecut.clips', documents, { batchSize: 1 }));
    nowMs = 600_000;
    expect(id(cursors.next('wavecut.clips', opened, 1))).to.equal(opened);
    nowMs = 1_200_001;
    expect(() => cursors.next('wavecut.clips', opened, 1)).to.throw(
      CommandError,
      `cursor id ${opened} not found`,
    );
  });
});
