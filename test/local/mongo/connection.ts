import { type Collection, type Document, MongoClient, MongoServerError } from 'mongodb';
import { type EmbeddedMongo, startEmbeddedMongo } from '../../../scripts/local/mongo/server.ts';

/** Documents of the tests: any fields, and an `_id` that is text unless a test says otherwise. */
export interface Doc extends Document {
  _id: string;
}

export interface Connection {
  readonly mongo: EmbeddedMongo;
  readonly client: MongoClient;
  readonly clips: Collection<Doc>;
  /** What an update makes of a document with these fields. */
  updated(fields: object, update: object): Promise<Document>;
}

/** A server of its own for a suite, with a driver connected to it; every test begins with an empty database. */
export function connection(): Connection {
  let mongo: EmbeddedMongo;
  let client: MongoClient;
  before(async () => {
    mongo = await startEmbeddedMongo();
    client = new MongoClient(mongo.uri);
  });
  beforeEach(() => client.db('wavecut').dropDatabase());
  after(async () => {
    await client.close();
    await mongo.stop();
  });
  const clips = () => client.db('wavecut').collection<Doc>('clips');
  return {
    get mongo() {
      return mongo;
    },
    get client() {
      return client;
    },
    get clips() {
      return clips();
    },
    async updated(fields, update) {
      await clips().replaceOne({ _id: 'a' }, fields, { upsert: true });
      await clips().updateOne({ _id: 'a' }, update);
      const { _id, ...rest } = (await clips().findOne({ _id: 'a' })) ?? {};
      return rest;
    },
  };
}

/** The error that the server answered with; anything else is thrown on. */
export async function refusal(operation: Promise<unknown>): Promise<MongoServerError> {
  try {
    await operation;
  } catch (error) {
    if (error instanceof MongoServerError) return error;
    throw error;
  }
  throw new Error('the server refused nothing');
}
