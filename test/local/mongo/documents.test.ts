import { expect } from 'chai';
import { Binary, Decimal128, Double, Int32, Long, MongoClient, ObjectId, Timestamp, UUID } from 'mongodb';
import { connection, refusal } from './connection.ts';

describe('documents of the embedded MongoDB', () => {
  const on = connection();

  it('survive the round trip in every type a clip may hold', async () => {
    const document = {
      _id: 'clip-1',
      id: new ObjectId('507f1f77bcf86cd799439011'),
      at: new Date(1_537_119_363_000),
      epochMs: 1_537_119_363_123,
      ratio: 0.25,
      negative: -1,
      none: null,
      yes: true,
      text: 'Größe \u{1f3ac}',
      empty: {},
      nested: { deep: { list: [[1, 2], [], [{ a: null }]] } },
      pattern: /^cam\/[a-z]+$/i,
      uuid: new UUID('0190163d-8694-739b-aea5-966c26f8ad91'),
      price: Decimal128.fromString('0.0000166667'),
      stamp: new Timestamp({ t: 1, i: 2 }),
      huge: Long.fromString('9007199254740993'),
    };
    await on.clips.insertOne(document);
    expect(await on.clips.findOne({ _id: 'clip-1' })).to.deep.equal(document);
  });

  it('hold numbers that the driver reads as plain ones', async () => {
    await on.clips.insertOne({
      _id: 'a',
      int: new Int32(5),
      long: Long.fromNumber(2 ** 40),
      double: new Double(2.5),
    });
    expect(await on.clips.findOne({ long: 2 ** 40 })).to.deep.equal({
      _id: 'a',
      int: 5,
      long: 2 ** 40,
      double: 2.5,
    });
  });

  it('begin with their _id', async () => {
    await on.client.db('wavecut').command({ insert: 'clips', documents: [{ cameraId: 'c', _id: 'a' }] });
    expect(Object.keys((await on.clips.findOne()) ?? {})).to.deep.equal(['_id', 'cameraId']);
  });

  it('are given an ObjectId where the client gives no _id', async () => {
    await on.client.db('wavecut').command({ insert: 'clips', documents: [{ n: 1 }] });
    expect((await on.client.db('wavecut').collection('clips').findOne())?._id).to.be.instanceOf(ObjectId);
  });

  it('are told apart by the type of their _id as well as its value', async () => {
    const mixed = on.client.db('wavecut').collection('mixed');
    const insert = (...ids: unknown[]) => mixed.insertMany(ids.map((_id) => ({ _id }) as never));
    const found = async (_id: unknown) =>
      (await mixed.find({ _id } as never).toArray()).map(({ _id }) => _id);
    await insert(1, '1', { a: 1 });
    expect(await found('1')).to.deep.equal(['1']);
    expect(await found({ a: 1 })).to.deep.equal([{ a: 1 }]);
    expect((await refusal(insert(new Double(1)))).code).to.equal(11000);
  });

  it('are refused for an _id that is there, with the pattern and the value', async () => {
    await on.clips.insertOne({ _id: 'a', n: 1 });
    const error = await refusal(on.clips.insertOne({ _id: 'a', n: 2 }));
    expect(error.code).to.equal(11000);
    expect(error.message).to.equal(
      'E11000 duplicate key error collection: wavecut.clips index: _id_ dup key: { _id: "a" }',
    );
    expect(error).to.deep.include({ keyPattern: { _id: 1 }, keyValue: { _id: 'a' } });
    expect(await on.clips.findOne()).to.deep.equal({ _id: 'a', n: 1 });
  });

  it('are refused for an _id that is an array', async () => {
    expect((await refusal(on.clips.insertOne({ _id: ['a'] } as never))).code).to.equal(53);
  });

  it('are refused beyond 16 MiB, whether inserted or grown', async () => {
    const half = 'x'.repeat(8 * 1024 * 1024);
    expect((await refusal(on.clips.insertOne({ _id: 'a', half, other: half }))).code).to.equal(10334);
    await on.clips.insertOne({ _id: 'a', half });
    expect((await refusal(on.clips.updateOne({}, { $set: { other: half } }))).code).to.equal(10334);
    expect(await on.clips.countDocuments({ other: { $exists: true } })).to.equal(0);
  });

  it('are refused beyond a hundred levels', async () => {
    const nested = (levels: number): object => (levels === 0 ? {} : { n: nested(levels - 1) });
    await on.clips.insertOne({ _id: 'a', nested: nested(98) });
    expect((await refusal(on.clips.insertOne({ _id: 'b', nested: nested(99) }))).code).to.equal(15);
  });

  it('are refused with binary data, which could not be compared', async () => {
    const { message } = await refusal(
      on.clips.insertOne({ _id: 'a', bytes: new Binary(Buffer.from([0xff])) }),
    );
    expect(message).to.equal('binary data: the embedded MongoDB does not hold it');
  });

  it('are inserted up to the first that fails when they are ordered, and around it when not', async () => {
    const documents = [{ _id: 'a' }, { _id: 'a' }, { _id: 'b' }];
    const ordered = await refusal(on.clips.insertMany(documents, { ordered: true }));
    expect(ordered.code).to.equal(11000);
    expect(await on.clips.countDocuments()).to.equal(1);
    await on.clips.deleteMany({});
    await refusal(on.clips.insertMany(documents, { ordered: false }));
    expect(await on.clips.countDocuments()).to.equal(2);
  });

  it('are deleted one or all that match', async () => {
    await on.clips.insertMany([
      { _id: 'a', n: 1 },
      { _id: 'b', n: 1 },
      { _id: 'c', n: 1 },
      { _id: 'd', n: 2 },
    ]);
    expect((await on.clips.deleteOne({ n: 1 })).deletedCount).to.equal(1);
    expect((await on.clips.deleteMany({ n: 1 })).deletedCount).to.equal(2);
    expect(await on.clips.find().toArray()).to.deep.equal([{ _id: 'd', n: 2 }]);
  });

  it('are written in a batch of different kinds', async () => {
    const done = await on.clips.bulkWrite([
      { insertOne: { document: { _id: 'a', n: 1 } } },
      { updateOne: { filter: { _id: 'a' }, update: { $inc: { n: 1 } } } },
      { replaceOne: { filter: { _id: 'b' }, replacement: { n: 5 }, upsert: true } },
      { deleteOne: { filter: { _id: 'a' } } },
    ]);
    expect(done).to.include({ insertedCount: 1, modifiedCount: 1, upsertedCount: 1, deletedCount: 1 });
    expect(await on.clips.find().toArray()).to.deep.equal([{ _id: 'b', n: 5 }]);
  });

  it('are written without an answer where none is wanted', async () => {
    // On one connection the count is asked for after the writes.
    const client = new MongoClient(on.mongo.uri, { maxPoolSize: 1 });
    const clips = client.db('wavecut').collection('clips');
    const { acknowledged } = await clips.insertOne({ n: 1 }, { writeConcern: { w: 0 } });
    await clips.insertOne({ n: 2 }, { writeConcern: { w: 0 } });
    expect(acknowledged).to.equal(false);
    expect(await clips.countDocuments()).to.equal(2);
    await client.close();
  });

  it('cannot be changed by reading them', async () => {
    await on.clips.insertOne({ _id: 'a', lease: { until: 5, by: 'x' } });
    await on.clips.find({}, { projection: { 'lease.by': 0 } }).toArray();
    await on.clips.aggregate([{ $unset: 'lease.until' }]).toArray();
    expect(await on.clips.findOne()).to.deep.equal({ _id: 'a', lease: { until: 5, by: 'x' } });
  });
});
