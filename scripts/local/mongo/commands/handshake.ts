import { MAX_DOCUMENT_BYTES } from '../document.ts';
import { MAX_MESSAGE_BYTES } from '../frames.ts';
import type { Command } from './command.ts';
import { MAX_WRITE_BATCH } from './write.ts';

/** The release whose behaviour is meant, and its wire version. */
const VERSION = [7, 0, 0, 0];
const WIRE_VERSION = 21;

/**
 * The answer of a standalone server. A driver neither retries writes nor begins transactions on one, so neither is
 * missed; and without a `topologyVersion` it asks again from time to time instead of waiting for news.
 * https://github.com/mongodb/specifications/blob/master/source/mongodb-handshake/handshake.md
 */
export const hello: Command = (body, { connectionId }) => ({
  helloOk: true,
  // Asked by its old name, it answers by its old name.
  ...('hello' in body ? { isWritablePrimary: true } : { ismaster: true }),
  maxBsonObjectSize: MAX_DOCUMENT_BYTES,
  maxMessageSizeBytes: MAX_MESSAGE_BYTES,
  maxWriteBatchSize: MAX_WRITE_BATCH,
  localTime: new Date(),
  logicalSessionTimeoutMinutes: 30,
  connectionId,
  minWireVersion: 0,
  maxWireVersion: WIRE_VERSION,
  readOnly: false,
});

export const ping: Command = () => ({});

export const buildInfo: Command = () => ({
  version: VERSION.slice(0, 3).join('.'),
  versionArray: VERSION,
  gitVersion: 'wavecut-embedded',
  bits: 64,
  debug: false,
  maxBsonObjectSize: MAX_DOCUMENT_BYTES,
});

/** A session holds nothing here. */
export const endSessions: Command = () => ({});
