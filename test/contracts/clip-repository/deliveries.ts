import { expect } from 'chai';
import { clipDocument } from '../../../functions/producer/core/clip-contract.ts';
import {
  type ClipDocument,
  type ClipProvenance,
  failedResult,
} from '../../../functions/producer/core/clip-document.ts';
import type { Claim, ClipRepository } from '../../../functions/producer/ports.ts';
import { availableResult, identityOfSample, T0 } from '../../functions/producer/samples.ts';

/** A repository, and a way to look at what it holds. */
export interface OpenedRepository {
  readonly clips: ClipRepository;
  documentOf(clipId: string): Promise<ClipDocument | null>;
}

export const MINUTE_MS = 60_000;
export const REJECTED = failedResult('CLIP_REJECTED', { code: 'invalid-field', message: 'cut must be ...' });
export const NOT_AVAILABLE = failedResult('CLIP_NOT_AVAILABLE', {
  code: 'not-recorded',
  message: 'nothing there',
});
export const PROVENANCE: ClipProvenance = {
  sources: [{ key: 'cam/a.mp4', etag: '"e"', fromMs: 0, toMs: 10_000, bytesRead: 1000, size: 5000 }],
  cutMode: 'smart',
  cutReason: 'starts between keyframes',
  timings: { queueMs: 1, planMs: 2, cutMs: 3, uploadMs: 4, totalMs: 9 },
  cost: { gbSeconds: 3.6, s3Gets: 7, s3Puts: 4, usd: 0.0001, prices: 'list' },
  tool: { wavecut: '1.2.3', ffmpeg: '7.1' },
};

/** Deliveries `a` and `b`, which want the same clip of a repository. */
export interface Deliveries {
  /** Empty when a test begins. */
  readonly clips: ClipRepository;
  /** As the contract of documents has it. */
  documentOf(clipId: string): Promise<ClipDocument | null>;
  /** A claim of `clip-1` by delivery `a` of message `m`, at `T0`, for a minute. */
  claim(changes?: Partial<Parameters<ClipRepository['claim']>[0]>): Promise<Claim>;
  /** The same by delivery `b` of another message. */
  otherClaim(changes?: Partial<Parameters<ClipRepository['claim']>[0]>): Promise<Claim>;
  /** The end of `clip-1`, which is available, by delivery `a`. */
  finish(changes?: Partial<Parameters<ClipRepository['finish']>[0]>): Promise<boolean>;
  /** What a change that should not be leaves as it was. */
  expectUntouched(change: () => Promise<unknown>): Promise<void>;
}

/** @param open an empty repository, once before each test. */
export function deliveriesTo(open: () => Promise<OpenedRepository>): Deliveries {
  let opened: OpenedRepository;

  beforeEach(async () => {
    opened = await open();
  });

  const documentOf = async (clipId: string) => {
    const document = await opened.documentOf(clipId);
    return document && clipDocument.parse(document);
  };

  const claim = (changes: Partial<Parameters<ClipRepository['claim']>[0]> = {}): Promise<Claim> =>
    opened.clips.claim({
      identity: identityOfSample(),
      requestHash: 'hash-1',
      leaseBy: 'a',
      messageId: 'm',
      leaseUntilMs: T0 + MINUTE_MS,
      deaths: 0,
      nowMs: T0,
      ...changes,
    });

  const otherClaim = (changes: Partial<Parameters<ClipRepository['claim']>[0]> = {}): Promise<Claim> =>
    claim({ leaseBy: 'b', messageId: 'n', ...changes });

  const finish = (changes: Partial<Parameters<ClipRepository['finish']>[0]> = {}): Promise<boolean> =>
    opened.clips.finish({
      clipId: 'clip-1',
      leaseBy: 'a',
      nowMs: T0 + 5000,
      result: availableResult(),
      ...changes,
    });

  async function expectUntouched(change: () => Promise<unknown>): Promise<void> {
    const before = await documentOf('clip-1');
    await change();
    expect(await documentOf('clip-1')).to.deep.equal(before);
  }

  return {
    get clips() {
      return opened.clips;
    },
    ...{ documentOf, claim, otherClaim, finish, expectUntouched },
  };
}
