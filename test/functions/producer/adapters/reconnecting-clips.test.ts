import { expect } from 'chai';
import { MongoServerError } from 'mongodb';
import { createStubInstance } from 'sinon';
import { MongoClips } from '../../../../functions/producer/adapters/mongo-clips.ts';
import { openClips } from '../../../../functions/producer/adapters/open-clips.ts';
import { ReconnectingClips } from '../../../../functions/producer/adapters/reconnecting-clips.ts';
import { type GuardedMongo, startGuardedMongo } from '../../../fixtures/guarded-mongo.ts';
import { availableResult, identityOfSample, rejectionOf, T0 } from '../samples.ts';

const CLAIM = {
  identity: identityOfSample(),
  requestHash: 'hash-1',
  leaseBy: 'a',
  messageId: 'm',
  leaseUntilMs: T0 + 1000,
  deaths: 0,
  nowMs: T0,
};

/** A secret as Secrets Manager keeps it, and how often it was read. */
class Secret {
  value: string;
  reads = 0;
  #known: string | undefined;

  constructor(value: string) {
    this.value = value;
  }

  async read() {
    this.#known ??= await this.readAgain();
    return this.#known;
  }

  async readAgain() {
    this.reads += 1;
    this.#known = this.value;
    return this.#known;
  }
}

describe('the clips behind a secret', () => {
  let mongo: GuardedMongo;
  let secret: Secret;
  let clips: ReconnectingClips;
  let closes: (() => Promise<void>)[];

  beforeEach(async () => {
    mongo = await startGuardedMongo('first');
    secret = new Secret(mongo.uri('first'));
    closes = [];
    clips = new ReconnectingClips(secret, (uri) => {
      const credentials = async () => ({ accessKeyId: '', secretAccessKey: '' });
      const connection = openClips(uri, 'wavecut', credentials, 1_000);
      closes.push(connection.close);
      return connection;
    });
  });
  afterEach(async () => {
    for (const close of closes) await close();
    await mongo.stop();
  });

  /** As an operator does: a new password in the database and in the secret, and old connections broken off. */
  function changePassword(to: string) {
    mongo.password = to;
    secret.value = mongo.uri(to);
    mongo.disconnectAll();
  }

  it('read the secret and sign in once, whatever is asked', async () => {
    expect((await clips.claim(CLAIM)).kind).to.equal('claimed');
    await clips.release('clip-1', 'a', T0);
    expect(await clips.recordInvalid(identityOfSample(), availableResult(), T0)).to.equal(false);
    expect(secret.reads).to.equal(1);
    expect(closes).to.have.length(1);
  });

  it('read the secret again when the password was changed, and carry out what was asked', async () => {
    await clips.claim(CLAIM);
    changePassword('second');
    const end = { clipId: 'clip-1', leaseBy: 'a', nowMs: T0, result: availableResult() };
    // A broken connection is another fault, which a delivery survives by being made again.
    await clips.finish(end).catch(() => undefined);
    expect((await clips.claim({ ...CLAIM, nowMs: T0 + 5000 })).kind).to.be.oneOf(['claimed', 'available']);
    expect(secret.reads).to.equal(2);
    expect(mongo.signIns).to.include('producer');
  });

  it('ask a second time only: a secret that is wrong stays a failure', async () => {
    mongo.password = 'other';
    const error = await rejectionOf(clips.claim(CLAIM));
    expect(error).to.have.property('code', 18);
    expect(secret.reads).to.equal(2);
    expect(String(error)).not.to.contain('first');
  });

  it('recover with the next message when the secret was put right', async () => {
    mongo.password = 'second';
    await rejectionOf(clips.claim(CLAIM));
    secret.value = mongo.uri('second');
    expect((await clips.claim(CLAIM)).kind).to.equal('claimed');
  });

  it('recover with the next message when a secret that held no URI to be parsed was put right', async () => {
    secret.value = 'mongodb://producer@db.example:port/';
    expect(await rejectionOf(clips.claim(CLAIM))).to.have.property('code', 'bad-database-uri');
    secret.value = mongo.uri('first');
    expect((await clips.claim(CLAIM)).kind).to.equal('claimed');
  });

  it('follow a database to another address', async () => {
    await clips.claim(CLAIM);
    const moved = await startGuardedMongo('first');
    await mongo.stop();
    secret.value = moved.uri('first');
    mongo = moved;
    // What a broken connection was asked comes back with its message.
    await clips.claim(CLAIM).catch(() => undefined);
    expect((await clips.claim({ ...CLAIM, nowMs: T0 + 5000 })).kind).to.equal('claimed');
    expect(secret.reads).to.equal(2);
  });

  it('read no secret again for another failure', async () => {
    const failure = new MongoServerError({ message: 'not authorized', code: 13 });
    const failing = new ReconnectingClips(secret, () => {
      const stub = createStubInstance(MongoClips);
      stub.claim.rejects(failure);
      return { clips: stub, close: async () => undefined };
    });
    expect(await rejectionOf(failing.claim(CLAIM))).to.equal(failure);
    expect(secret.reads).to.equal(1);
  });
});
