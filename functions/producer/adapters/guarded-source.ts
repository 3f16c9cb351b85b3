import type { CustomSource } from 'mediabunny';
import { ClipRefused } from '../core/errors.ts';
import { FRAGMENT_HEAD_BYTES, fragmentProblem } from '../core/fragment-check.ts';
import { LARGEST_PIECE_BYTES, LOOK_LIMITS, type LookLimits } from '../core/media-limits.ts';
import type { ReasonCode } from '../core/outcomes.ts';
import type { RangeReader } from './range-reader.ts';

/** Ends of pieces that are kept to be looked at together with what follows them. */
const MOST_ENDS = 256;

type GuardCode = Extract<ReasonCode<'CLIP_REJECTED'>, 'piece-too-large' | 'too-much-to-read' | 'bad-index'>;

/**
 * Stands between a recording and the parser that runs in our own process: what it asks for is read, but for pieces
 * larger than any frame, for more than a look is worth, and for what a check of fragments refuses. A refusal is kept
 * as the reader's failure, since a parser may swallow what it is thrown.
 */
export class GuardedSource {
  readonly #reader: RangeReader;
  readonly #checksFragments: boolean;
  readonly #limits: LookLimits;
  readonly #ends = new Map<number, Uint8Array>();
  #looks = 0;
  #reads = 0;
  /** Bytes that were read between looks: by a copy, for one. */
  #otherBytes = 0;
  /** What the reader had read when the last look ended. */
  #readBefore: number;

  constructor(reader: RangeReader, checksFragments: boolean, limits = LOOK_LIMITS) {
    this.#reader = reader;
    this.#checksFragments = checksFragments;
    this.#limits = limits;
    this.#readBefore = reader.bytesRead;
  }

  /** The recording as a source of mediabunny. */
  source(): CustomSource {
    return this.#reader.source((...range) => this.#read(...range));
  }

  /** What is read while `find` is at work counts as a look: it may take so much, and no more. */
  async look<T>(find: () => Promise<T>): Promise<T> {
    if (this.#looks++ === 0) this.#otherBytes += this.#reader.bytesRead - this.#readBefore;
    try {
      return await find();
    } catch (error) {
      throw this.refusal ?? error;
    } finally {
      if (--this.#looks === 0) this.#readBefore = this.#reader.bytesRead;
    }
  }

  /** Why the recording was refused, or null. */
  get refusal(): ClipRefused | null {
    const { failure } = this.#reader;
    return failure instanceof ClipRefused ? failure : null;
  }

  async #read(start: number, end: number, most?: number): Promise<Uint8Array> {
    if (this.refusal) throw this.refusal;
    if (end - start > LARGEST_PIECE_BYTES)
      this.#refuse('piece-too-large', `it has a piece of ${end - start} bytes at ${start}`);
    const looked = this.#reader.bytesRead - this.#otherBytes;
    if (this.#looks > 0 && (++this.#reads > this.#limits.reads || looked > this.#limits.bytes))
      this.#refuse('too-much-to-read', `${looked} bytes were read, and it is still not found out`);
    const bytes = await this.#reader.read(start, end, most);
    if (this.#checksFragments) this.#checkFragments(start, bytes);
    return bytes;
  }

  /** Looks at a piece, and at the end of what lies before it, for a header may lie across the two. */
  #checkFragments(start: number, bytes: Uint8Array): void {
    const before = this.#ends.get(start);
    const across = before && Buffer.concat([before, bytes.subarray(0, FRAGMENT_HEAD_BYTES)]);
    const problem = fragmentProblem(bytes) ?? (across ? fragmentProblem(across) : null);
    if (problem) this.#refuse('bad-index', problem);
    const whole = across && bytes.length < FRAGMENT_HEAD_BYTES ? across : bytes;
    this.#ends.set(start + bytes.length, Buffer.from(whole.subarray(-FRAGMENT_HEAD_BYTES)));
    if (this.#ends.size > MOST_ENDS) this.#ends.delete(this.#ends.keys().next().value as number);
  }

  #refuse(code: GuardCode, problem: string): never {
    const { key } = this.#reader.object;
    const refusal = new ClipRefused('CLIP_REJECTED', code, `recording ${key} cannot be cut: ${problem}`);
    this.#reader.failure ??= refusal;
    throw refusal;
  }
}
