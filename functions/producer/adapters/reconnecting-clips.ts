import { MongoServerError, MongoServerSelectionError } from 'mongodb';
import { RetryableFailure } from '../core/errors.ts';
import type { ClipRepository } from '../ports.ts';
import type { OpenClips } from './open-clips.ts';
import type { SecretUri } from './secret-uri.ts';

/** `AuthenticationFailed` of MongoDB, and what Atlas says instead. */
const AUTHENTICATION_FAILED = 18;
const ATLAS_ERROR = 8000;

/**
 * The clips behind a URI that may be changed while the function is warm, its password or all of it: where the database
 * cannot be signed in to, found, or even named by the URI, the secret is read again; if it holds another by then, what was
 * asked is asked once more. Nothing of it was carried out.
 */
export class ReconnectingClips implements ClipRepository {
  readonly #uri: Pick<SecretUri, 'read' | 'readAgain'>;
  readonly #open: (uri: string) => OpenClips;
  #opened: { readonly uri: string; readonly connection: OpenClips } | undefined;

  constructor(uri: Pick<SecretUri, 'read' | 'readAgain'>, open: (uri: string) => OpenClips) {
    this.#uri = uri;
    this.#open = open;
  }

  claim(claim: Parameters<ClipRepository['claim']>[0]) {
    return this.#ask((clips) => clips.claim(claim));
  }

  deaths(...what: Parameters<ClipRepository['deaths']>) {
    return this.#ask((clips) => clips.deaths(...what));
  }

  holds(...what: Parameters<ClipRepository['holds']>) {
    return this.#ask((clips) => clips.holds(...what));
  }

  postpone(end: Parameters<ClipRepository['postpone']>[0]) {
    return this.#ask((clips) => clips.postpone(end));
  }

  finish(end: Parameters<ClipRepository['finish']>[0]) {
    return this.#ask((clips) => clips.finish(end));
  }

  release(...what: Parameters<ClipRepository['release']>) {
    return this.#ask((clips) => clips.release(...what));
  }

  recordInvalid(...what: Parameters<ClipRepository['recordInvalid']>) {
    return this.#ask((clips) => clips.recordInvalid(...what));
  }

  markNotified(...what: Parameters<ClipRepository['markNotified']>) {
    return this.#ask((clips) => clips.markNotified(...what));
  }

  async #ask<T>(question: (clips: ClipRepository) => Promise<T>): Promise<T> {
    const uri = await this.#uri.read();
    try {
      return await question((await this.#connect(uri)).clips);
    } catch (error) {
      if (!mayBeTheUris(error)) throw error;
      const anew = await this.#uri.readAgain();
      if (anew === uri) throw error;
      return await question((await this.#connect(anew)).clips);
    }
  }

  /** The connection for a URI; that for an earlier one is closed. */
  async #connect(uri: string): Promise<OpenClips> {
    if (this.#opened?.uri === uri) return this.#opened.connection;
    const earlier = this.#opened?.connection;
    const connection = this.#open(uri);
    this.#opened = { uri, connection };
    await earlier?.close();
    return connection;
  }
}

function mayBeTheUris(error: unknown): boolean {
  if (error instanceof MongoServerSelectionError) return true;
  if (error instanceof RetryableFailure) return error.code === 'bad-database-uri';
  if (!(error instanceof MongoServerError)) return false;
  return (
    error.code === AUTHENTICATION_FAILED || (error.code === ATLAS_ERROR && /\bauth/i.test(error.message))
  );
}
