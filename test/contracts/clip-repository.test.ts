import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { MongoClips } from '../../functions/producer/adapters/mongo-clips.ts';
import type { ClipDocument } from '../../functions/producer/core/clip-document.ts';
import { startEmbeddedMongo } from '../../scripts/local/mongo/server.ts';
import { MemoryClips } from '../fixtures/memory/clips.ts';
import type { OpenedRepository } from './clip-repository/deliveries.ts';
import { clipRepositoryContract } from './clip-repository.ts';

/** Servers by name, each with what stops it. */
const servers: Record<string, () => Promise<{ uri: string; stop(): Promise<void> }>> = {
  'the embedded MongoDB': () => startEmbeddedMongo(),
};
const { MONGODB_URI } = process.env;
if (MONGODB_URI)
  servers['the MongoDB of MONGODB_URI'] = async () => ({ uri: MONGODB_URI, stop: async () => {} });

describe('the clips repository', () => {
  for (const [name, start] of Object.entries(servers)) {
    describe(`over ${name}`, () => {
      // A database of our own: whatever else the server holds is none of ours.
      const database = `wavecut-test-${randomUUID()}`;
      let server: Awaited<ReturnType<typeof start>>;
      let client: MongoClient;

      before(async () => {
        server = await start();
        client = new MongoClient(server.uri);
      });
      after(async () => {
        await client.db(database).dropDatabase();
        await client.close();
        await server.stop();
      });

      clipRepositoryContract(async (): Promise<OpenedRepository> => {
        const collection = client.db(database).collection<ClipDocument>('clips');
        await collection.deleteMany({});
        return {
          clips: new MongoClips(collection, client),
          documentOf: (clipId) => collection.findOne({ _id: clipId }),
        };
      });
    });
  }

  describe('in memory', () => {
    clipRepositoryContract(async () => {
      const clips = new MemoryClips();
      return { clips, documentOf: async (clipId) => clips.documents.get(clipId) ?? null };
    });
  });
});
