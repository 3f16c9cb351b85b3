import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import { startEmbeddedMongo } from '../../../scripts/local/mongo/server.ts';
import { connection, refusal } from './connection.ts';

describe('the embedded MongoDB', () => {
  const on = connection();

  it('says hello to the driver as a standalone server with sessions', async () => {
    const hello = await on.client.db('admin').command({ hello: 1 });
    expect(hello).to.include({
      isWritablePrimary: true,
      maxBsonObjectSize: 16_777_216,
      logicalSessionTimeoutMinutes: 30,
      maxWireVersion: 21,
      ok: 1,
    });
    expect(hello).not.to.have.any.keys('setName', 'msg', 'topologyVersion');
  });

  it('answers to the old names of hello', async () => {
    expect(await on.client.db('admin').command({ isMaster: 1 })).to.include({ ismaster: true, ok: 1 });
    expect(await on.client.db('admin').command({ ismaster: 1 })).to.include({ ismaster: true, ok: 1 });
  });

  it('names the release it behaves like', async () => {
    expect(await on.client.db('admin').command({ buildInfo: 1 })).to.include({ version: '7.0.0', ok: 1 });
  });

  it('takes writes and reads within a session, with the concerns a production URI may ask for', async () => {
    const client = new MongoClient(`${on.mongo.uri}&retryWrites=true&w=majority&readConcernLevel=majority`);
    const clips = client.db('wavecut').collection('clips');
    await client.withSession(async (session) => {
      await clips.insertOne({ n: 1 }, { session });
      expect(await clips.countDocuments({}, { session })).to.equal(1);
    });
    await client.close();
  });

  it('refuses a write concern that only replicas could meet', async () => {
    const error = await refusal(on.clips.insertOne({ _id: 'a' }, { writeConcern: { w: 2 } }));
    expect(error.message).to.equal("cannot use 'w' > 1 when a host is not replicated");
  });

  it('refuses a transaction as a standalone server does', async () => {
    const session = on.client.startSession();
    session.startTransaction();
    const error = await refusal(on.clips.insertOne({ _id: 'a' }, { session }));
    // The driver puts an explanation of its own in the place of this code.
    expect(error.originalError).to.include({ code: 20, codeName: 'IllegalOperation' });
    await session.endSession();
    expect(await on.clips.countDocuments()).to.equal(0);
  });

  it('names a command that it does not hold', async () => {
    const error = await refusal(on.clips.distinct('status'));
    expect(error).to.include({ code: 59, codeName: 'CommandNotFound' });
    expect(error.message).to.equal("no such command: 'distinct': the embedded MongoDB does not hold it");
  });

  it('is not led to inherited functions by the name of a command', async () => {
    expect(await refusal(on.client.db('wavecut').command({ constructor: 1 }))).to.include({ code: 59 });
  });

  it('names an option that it does not hold, instead of passing over it', async () => {
    const error = await refusal(on.clips.find({}, { collation: { locale: 'de' } }).toArray());
    expect(error.code).to.equal(40415);
    expect(error.message).to.equal("BSON field 'find.collation': the embedded MongoDB does not hold it");
    const { message } = await refusal(
      on.clips.updateOne({}, { $set: { a: 1 } }, { arrayFilters: [{ e: 1 }] }),
    );
    expect(message).to.contain("'update.updates.0.arrayFilters'");
  });

  it('names a field of the wrong type', async () => {
    const error = await refusal(on.client.db('wavecut').command({ find: 'clips', limit: 'two' }));
    expect(error).to.include({ code: 14, codeName: 'TypeMismatch' });
    expect(error.message).to.contain("'find.limit'");
  });

  it('refuses names of databases and collections that cannot be', async () => {
    const db = on.client.db('wavecut');
    expect((await refusal(db.command({ find: 'system.users' }))).code).to.equal(73);
    expect((await refusal(db.command({ find: '' }))).code).to.equal(73);
    expect((await refusal(db.command({ insert: 'a$b', documents: [{ a: 1 }] }))).code).to.equal(73);
  });

  it('lists collections, and forgets those that are dropped', async () => {
    const db = on.client.db('wavecut');
    await db.collection('clips').insertOne({});
    await db.collection('notes').insertOne({});
    await on.client.db('other').collection('clips').insertOne({});
    expect(
      (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name),
    ).to.deep.equal(['clips', 'notes']);
    await db.collection('notes').drop();
    expect(await db.listCollections({ name: 'notes' }).toArray()).to.deep.equal([]);
    await db.dropDatabase();
    expect(await db.listCollections().toArray()).to.deep.equal([]);
    expect(await on.client.db('other').collection('clips').countDocuments()).to.equal(1);
  });

  it('takes the port it is given, and says so when it is taken', async () => {
    const first = await startEmbeddedMongo();
    expect(first.uri).to.equal(`mongodb://127.0.0.1:${first.port}/?directConnection=true`);
    const second = await startEmbeddedMongo({ port: first.port }).catch((error) => error.code);
    expect(second).to.equal('EADDRINUSE');
    await first.stop();
    const again = await startEmbeddedMongo({ port: first.port });
    await again.stop();
  });

  it('ends open connections when it stops, and stops twice without complaint', async () => {
    const mongo = await startEmbeddedMongo();
    const socket = connect(mongo.port, '127.0.0.1');
    await once(socket, 'connect');
    const closed = once(socket, 'close');
    await mongo.stop();
    await closed;
    await mongo.stop();
  });

  it('keeps nothing from one server to the next', async () => {
    const other = await startEmbeddedMongo();
    await on.clips.insertOne({ _id: 'a' });
    const client = new MongoClient(other.uri);
    expect(await client.db('wavecut').collection('clips').countDocuments()).to.equal(0);
    await client.close();
    await other.stop();
  });
});
