import { expect } from 'chai';
import { MongoServerSelectionError } from 'mongodb';
import { openClips } from '../../../../functions/producer/adapters/open-clips.ts';
import { startEmbeddedMongo } from '../../../../scripts/local/mongo/server.ts';
import { rejectionOf, thrownBy } from '../samples.ts';

const open = (uri: string, timeoutMs = 5_000) =>
  openClips(uri, 'wavecut', async () => ({ accessKeyId: 'id', secretAccessKey: 'key' }), timeoutMs);

describe('opening the clips collection', () => {
  for (const [what, uri] of [
    ['is none', 'not-a-uri-hunter2'],
    ['has a bad port', 'mongodb://user:hunter2@db.example:port/'],
    ['has an unknown option', 'mongodb://user:hunter2@db.example/?hunter2=1'],
    [
      'has options that exclude each other',
      'mongodb://a.example,b.example/?directConnection=true&appName=hunter2',
    ],
  ] as const) {
    it(`says that a URI ${what}, and nothing of what it holds`, () => {
      const error = thrownBy(() => open(uri)) as Error;
      expect(error).to.have.property('code', 'bad-database-uri');
      expect(`${error.message} ${error.stack} ${error.cause}`).not.to.contain('hunter2');
    });
  }

  it('takes a URI for signing in by the role, without user and password', async () => {
    const { close } = open('mongodb://db.example/?authMechanism=MONGODB-AWS&authSource=$external');
    await close();
  });

  it('reaches a database that could not be reached when it was first asked', async () => {
    const earlier = await startEmbeddedMongo();
    const { uri, port } = earlier;
    await earlier.stop();
    const { clips, close } = open(uri, 300);
    try {
      expect(await rejectionOf(clips.holds('clip-1', 'a'))).to.be.instanceOf(MongoServerSelectionError);
      const mongo = await startEmbeddedMongo({ port });
      try {
        expect(await clips.holds('clip-1', 'a')).to.equal(false);
      } finally {
        await mongo.stop();
      }
    } finally {
      await close();
    }
  });
});
