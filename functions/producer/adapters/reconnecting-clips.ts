import { MongoServerError } from 'mongodb';
import type { ClipRepository } from '../ports.ts';
import type { OpenClips } from './open-clips.ts';
import type { SecretUri } from './secret-uri.ts';

/** `AuthenticationFailed` of MongoDB, and what Atlas says instead. */
const AUTHENTICATION_FAILED = 18;
const ATLAS_ERROR = 8000;

/**
 * The clips behind a URI whose password may be changed while the function is warm: where signing in fails, the secret
 * is read again, and what was asked is asked once more. A refused sign-in has carried nothing out.
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
    const { clips } = await this.#connect(await this.#uri.read());
    try {
      return await question(clips);
    } catch (error) {
      if (!isSignInFailure(error)) throw error;
      const { clips: anew } = await this.#connect(await this.#uri.readAgain());
      return await question(anew);
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

function isSignInFailure(error: unknown): boolean {
  if (!(error instanceof MongoServerError)) return false;
  return (
    error.code === AUTHENTICATION_FAILED || (error.code === ATLAS_ERROR && /\bauth/i.test(error.message))
  );
}
