import { expect } from 'chai';
import fc from 'fast-check';
import {
  avcCodecString,
  avcConfig,
  equal,
  freeParameterSetId,
  parameterSetsOf,
  profileName,
} from '../../../../functions/producer/adapters/avc-config.ts';
import { thrownBy } from '../samples.ts';
import { BASELINE, HIGH, HIGH_ID_5, hex, MAIN, PPS, PPS_ID_5, parameterSet } from './parameter-sets.ts';

const asHex = (sets: readonly Uint8Array[]) => sets.map((set) => Buffer.from(set).toString('hex'));

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
