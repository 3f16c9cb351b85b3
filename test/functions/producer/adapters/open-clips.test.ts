import { expect } from 'chai';
import { openClips } from '../../../../functions/producer/adapters/open-clips.ts';
import { thrownBy } from '../samples.ts';

const open = (uri: string) =>
  openClips(uri, 'wavecut', async () => ({ accessKeyId: 'id', secretAccessKey: 'key' }), 5_000);

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
});
