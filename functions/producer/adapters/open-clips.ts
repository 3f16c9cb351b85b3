import { type AWSCredentials, MongoClient, type MongoClientOptions, MongoParseError } from 'mongodb';
import type { ClipDocument } from '../core/clip-document.ts';
import { RetryableFailure } from '../core/errors.ts';
import { MongoClips } from './mongo-clips.ts';

/** The collection of clips, and the client that it is reached through. */
export interface OpenClips {
  readonly clips: MongoClips;
  close(): Promise<void>;
}

export type AwsCredentialSource = () => Promise<AWSCredentials>;

/**
 * A client for a URI, which connects when it is first used. With `authMechanism=MONGODB-AWS` it signs in by the
 * function's own role.
 *
 * @param timeoutMs how long a server may keep silent before it counts as gone.
 * @throws RetryableFailure `bad-database-uri` where the driver cannot read the URI: its own error would repeat it, password
 * included.
 */
export function openClips(
  uri: string,
  database: string,
  credentials: AwsCredentialSource,
  timeoutMs: number,
): OpenClips {
  const client = clientOf(uri, {
    maxPoolSize: 2,
    serverSelectionTimeoutMS: timeoutMs,
    connectTimeoutMS: timeoutMs,
    socketTimeoutMS: timeoutMs,
    ...(/[?&]authMechanism=MONGODB-AWS\b/.test(uri)
      ? { authMechanismProperties: { AWS_CREDENTIAL_PROVIDER: credentials } }
      : {}),
  });
  return {
    clips: new MongoClips(client.db(database).collection<ClipDocument>('clips'), client),
    close: () => client.close(),
  };
}

function clientOf(uri: string, options: MongoClientOptions): MongoClient {
  try {
    return new MongoClient(uri, options);
  } catch (error) {
    const kind =
      error instanceof MongoParseError ? 'cannot be parsed' : 'has options that do not go together';
    throw new RetryableFailure('bad-database-uri', `the MongoDB URI ${kind}`);
  }
}
