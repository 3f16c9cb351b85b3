import { expect } from 'chai';
import fc from 'fast-check';
import {
  avcCodecString,
  avcConfig,
  codedSize,
  equal,
  freeParameterSetId,
  isJoinable,
  parameterSetsOf,
  profileName,
} from '../../../../functions/producer/adapters/avc-config.ts';
import { thrownBy } from '../samples.ts';

const hex = (text: string) => Buffer.from(text, 'hex');
const asHex = (sets: readonly Uint8Array[]) => sets.map((set) => Buffer.from(set).toString('hex'));

/** Written by x264 for 640x360 at 30 frames a second. */
const BASELINE = '6742c01eda0280bfe5c044000003000400000300f03c58ba80';
const MAIN = '674d401eda0280bfe5c044000003000400000300f03c58ba80';
const HIGH = '6764001eacb405017fcb8088000003000800000301e078b175';
const HIGH_444 = '67f4001e919680a02ff89c0440000003004000000f03c58ba8';
const INTERLACED = '6764001eacd940a063f3e022000003000200000300783e28532c';
/** With `sps-id=5`, and its PPS, of id 5 as well. */
const HIGH_ID_5 = '6764001e32cd940a02ff970110000003001000000303c0f162d960';
const PPS_ID_5 = '6831afbcb0';
const PPS = '68ef3cb0';

/** Bits of a parameter set as they are written: fixed ones as text, Exp-Golomb codes as numbers. */
function parameterSet(head: string, ...fields: (string | number)[]): Buffer {
  const bits = fields
    .map((field) => {
      if (typeof field === 'string') return field;
      const code = (field + 1).toString(2);
      return '0'.repeat(code.length - 1) + code;
    })
    .join('')
    .concat('1');
  const bytes = bits.match(/.{1,8}/g)?.map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2)) ?? [];
  return Buffer.concat([hex(head), Buffer.from(bytes)]);
}

describe('an avcC record', () => {
  it('lists its parameter sets', () => {
    // As ffmpeg wrote it into an MP4.
    const record = hex(`0164001effe10019${HIGH}010004${PPS}`);
    expect(asHex(parameterSetsOf(record))).to.deep.equal([HIGH, PPS]);
  });

  it('lists them from a part of a buffer', () => {
    const record = hex(`ffff0164001effe10019${HIGH}010004${PPS}ffff`).subarray(2, -2);
    expect(asHex(parameterSetsOf(record))).to.deep.equal([HIGH, PPS]);
  });

  it('lists none where it ends early', () => {
    expect(parameterSetsOf(hex('0164001eff'))).to.deep.equal([]);
    expect(parameterSetsOf(hex('0164001effe1'))).to.deep.equal([]);
    expect(parameterSetsOf(hex(''))).to.deep.equal([]);
  });

  it('is made of all parameter sets, each once, with four bytes of length before units', () => {
    const sets = [MAIN, PPS, MAIN, PPS_ID_5, PPS].map(hex);
    expect(Buffer.from(avcConfig(sets)).toString('hex')).to.equal(
      `014d401effe10019${MAIN}020004${PPS}0005${PPS_ID_5}`,
    );
  });

  it('tells format and depth in the profiles that have them', () => {
    expect(Buffer.from(avcConfig([HIGH, PPS].map(hex))).toString('hex')).to.equal(
      `0164001effe10019${HIGH}010004${PPS}fdf8f800`,
    );
  });

  it('has the highest profile and level among its parameter sets', () => {
    const level40 = Buffer.from(hex(BASELINE));
    level40[3] = 40;
    expect(Buffer.from(avcConfig([level40, hex(HIGH), hex(PPS)])).toString('hex', 0, 6)).to.equal(
      '01640028ffe2',
    );
  });

  it('lists again what it was made of', () => {
    const set = (head: number) =>
      fc.uint8Array({ minLength: 3, maxLength: 60 }).map((bytes) => Buffer.from([head, ...bytes]));
    fc.assert(
      fc.property(fc.array(set(0x67), { minLength: 1, maxLength: 31 }), fc.array(set(0x68)), (spss, ppss) => {
        const unique = (sets: Buffer[]) => [...new Set(asHex(sets))];
        expect(asHex(parameterSetsOf(avcConfig([...ppss, ...spss])))).to.deep.equal([
          ...unique(spss),
          ...unique(ppss),
        ]);
      }),
    );
  });

  it('has a codec string of its profile, constraints and level', () => {
    expect(avcCodecString(hex('0142c01eff'))).to.equal('avc1.42c01e');
  });
});

describe('a free id of parameter sets', () => {
  it('is none that is there', () => {
    expect(freeParameterSetId([HIGH, PPS].map(hex), 0)).to.equal(1);
    expect(freeParameterSetId([HIGH_ID_5, PPS_ID_5].map(hex), 0)).to.equal(0);
    expect(freeParameterSetId([], 0)).to.equal(0);
  });

  it('is another for each encode', () => {
    const sets = [HIGH_ID_5, PPS_ID_5].map(hex);
    expect([0, 1, 2, 3, 4, 5, 6].map((nth) => freeParameterSetId(sets, nth))).to.deep.equal([
      0, 1, 2, 3, 4, 6, 7,
    ]);
  });

  it('is none that a picture parameter set has or refers to', () => {
    const pps = parameterSet('68', 2, 7);
    expect([0, 1, 2, 3, 4, 5, 6].map((nth) => freeParameterSetId([pps], nth))).to.deep.equal([
      0, 1, 3, 4, 5, 6, 8,
    ]);
  });

  it('is refused where all 32 are taken', () => {
    const spss = Array.from({ length: 32 }, (_, id) => parameterSet('6742c01e', id));
    expect(freeParameterSetId(spss.slice(0, 31), 0)).to.equal(31);
    expect(thrownBy(() => freeParameterSetId(spss, 0))).to.be.instanceOf(RangeError);
  });
});

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

describe("x264's name of a profile", () => {
  it('is that of the first sequence parameter set', () => {
    expect([BASELINE, MAIN, HIGH].map((sps) => profileName([PPS, sps].map(hex)))).to.deep.equal([
      'baseline',
      'main',
      'high',
    ]);
  });
});

describe('parameter sets', () => {
  it('are equal to the byte or not at all', () => {
    expect(equal(hex(PPS), Uint8Array.from(hex(PPS)))).to.equal(true);
    expect(equal(hex(PPS), hex(PPS_ID_5))).to.equal(false);
    expect(equal(hex(PPS), hex(PPS).subarray(1))).to.equal(false);
  });
});
