import { expect } from 'chai';
import fc from 'fast-check';
import { codedSize, isJoinable } from '../../../../functions/producer/adapters/avc-config.ts';
import {
  BASELINE,
  HIGH,
  HIGH_444,
  HIGH_ID_5,
  hex,
  INTERLACED,
  MAIN,
  PPS,
  parameterSet,
} from './parameter-sets.ts';

describe('a recording that an encode can be joined to', () => {
  it('is progressive, of 8 bits and 4:2:0', () => {
    for (const sps of [BASELINE, MAIN, HIGH, HIGH_ID_5])
      expect(isJoinable([sps, PPS].map(hex)), sps).to.equal(true);
  });

  it('is none that is interlaced or sampled otherwise', () => {
    expect(isJoinable([INTERLACED, PPS].map(hex))).to.equal(false);
    expect(isJoinable([HIGH_444, PPS].map(hex))).to.equal(false);
    expect(isJoinable([HIGH, INTERLACED].map(hex))).to.equal(false);
  });

  it('is none whose parameter sets are not there or cannot be read', () => {
    expect(isJoinable([])).to.equal(false);
    expect(isJoinable([hex(PPS)])).to.equal(false);
    expect(isJoinable([hex('67')])).to.equal(false);
    expect(isJoinable([hex('6764001e')])).to.equal(false);
  });

  /** A sequence parameter set of the high profile, from its id to frame_mbs_only_flag. */
  const high = (changes: {
    chroma?: number;
    depth?: number;
    matrix?: string;
    order?: (number | string)[];
    only?: string;
  }) => {
    const { chroma = 1, depth = 0, matrix = '0', order = [0, 2], only = '1' } = changes;
    return parameterSet('6764001e', 0, chroma, depth, depth, '0', matrix, 0, ...order, 3, '0', 39, 22, only);
  };

  it('has no more than 8 bits', () => {
    expect(isJoinable([high({})])).to.equal(true);
    expect(isJoinable([high({ depth: 2 })])).to.equal(false);
  });

  it('has no scaling matrices, behind which nothing can be found', () => {
    expect(isJoinable([high({ matrix: '1' })])).to.equal(false);
  });

  it('is not of 4:4:4', () => {
    expect(isJoinable([high({ chroma: 3 })])).to.equal(false);
  });

  it('is of 4:2:0, and neither of 4:2:2 nor grey', () => {
    expect(isJoinable([high({ chroma: 2 })])).to.equal(false);
    expect(isJoinable([high({ chroma: 0 })])).to.equal(false);
  });

  it('leaves ids for those of the encodes', () => {
    const own = (count: number) => Array.from({ length: count }, (_, id) => parameterSet('68', id + 1, 0));
    expect(isJoinable([hex(MAIN), ...own(15)])).to.equal(true);
    expect(isJoinable([hex(MAIN), ...own(16)])).to.equal(false);
  });

  it('may number its pictures in any way', () => {
    expect(isJoinable([high({ order: [2] })])).to.equal(true);
    expect(isJoinable([high({ order: [2], only: '0' })])).to.equal(false);
    expect(isJoinable([high({ order: [1, '0', 5, 5, 2, 8, 8] })])).to.equal(true);
    expect(isJoinable([high({ order: [1, '0', 5, 5, 2, 8, 8], only: '0' })])).to.equal(false);
  });

  it('is told from any bytes without an end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from([0x67, 100, ...bytes]))),
        (sets) => {
          expect(isJoinable(sets)).to.be.a('boolean');
        },
      ),
    );
  });
});

describe('the size of coded pictures', () => {
  it('is that of whole macroblocks, in every profile', () => {
    for (const sps of [BASELINE, MAIN, HIGH, HIGH_444])
      expect(codedSize([hex(sps)])).to.include({ width: 640, height: 368 });
    expect(codedSize([hex(INTERLACED)])).to.include({ width: 640, height: 384 });
  });

  it('is the largest that any set speaks of, and none where none does', () => {
    const huge = hex('6764001eacb4003a9801d4f2');
    expect(codedSize([hex(HIGH), huge, hex(PPS)])).to.include({ width: 30_000, height: 30_000 });
    expect(codedSize([hex(PPS)])).to.equal(null);
    expect(codedSize([])).to.equal(null);
  });

  it('is found behind scaling matrices, and behind the planes of 4:4:4', () => {
    // A flat list of 16 (all differences 0, which take one bit each), and no other of the lists.
    const flat = `1${'1'.repeat(16)}`;
    const rest = [0, 0, 0, 1, '0', 119, 67, '1', '1', '0', '0'] as const;
    expect(
      codedSize([parameterSet('6764001e', 0, 1, 0, 0, '0', '1', flat, '0'.repeat(7), ...rest)]),
    ).to.include({
      width: 1920,
      height: 1088,
    });
    expect(
      codedSize([parameterSet('67f4001e', 0, 3, '0', 0, 0, '0', '1', flat, '0'.repeat(11), ...rest)]),
    ).to.include({ width: 1920, height: 1088 });
  });

  it('is told from any bytes without an end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const size = codedSize([Buffer.concat([hex('6764001e'), bytes])]);
        return size !== null && size.width >= 16 && size.height >= 16;
      }),
    );
  });
});
