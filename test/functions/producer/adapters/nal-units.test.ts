import { expect } from 'chai';
import fc from 'fast-check';
import {
  isIdr,
  nalUnits,
  packetForMp4,
  parameterSets,
} from '../../../../functions/producer/adapters/nal-units.ts';

const hex = (...parts: string[]) => Buffer.from(parts.join('').replaceAll(' ', ''), 'hex');
const asHex = (units: readonly Uint8Array[]) => units.map((unit) => Buffer.from(unit).toString('hex'));

/** Units prefixed by four bytes of length. */
function prefixed(...units: readonly string[]): Buffer {
  return hex(...units.map((unit) => (unit.length / 2).toString(16).padStart(8, '0') + unit));
}

/** As much of an avcC and an hvcC record as tells how long a length is. */
const avcC = (lengthBytes: number) => hex('01640028', (0xfc | (lengthBytes - 1)).toString(16));
const hvcC = (lengthBytes: number) => Buffer.concat([Buffer.alloc(21), Buffer.of(lengthBytes - 1)]);

describe('the NAL units of a packet', () => {
  it('are told apart by their lengths, of 1, 2 or 4 bytes as the description says', () => {
    expect(asHex(nalUnits(hex('00000002 6588 00000001 41'), 'avc', avcC(4)))).to.deep.equal(['6588', '41']);
    expect(asHex(nalUnits(hex('0002 6588 0001 41'), 'avc', avcC(2)))).to.deep.equal(['6588', '41']);
    expect(asHex(nalUnits(hex('02 6588 01 41'), 'avc', avcC(1)))).to.deep.equal(['6588', '41']);
    expect(asHex(nalUnits(hex('0002 2601 0001 02'), 'hevc', hvcC(2)))).to.deep.equal(['2601', '02']);
  });

  it('are told apart by start codes of three or four bytes, where there is no description', () => {
    const packet = hex('00000001 67aa', '000001 68bb', '00000001 65cc00dd');
    expect(asHex(nalUnits(packet, 'avc', null))).to.deep.equal(['67aa', '68bb', '65cc00dd']);
  });

  it('do not hold the zeros behind them', () => {
    expect(asHex(nalUnits(hex('000001 67aa 000000 000001 68bb 0000'), 'avc', null))).to.deep.equal([
      '67aa',
      '68bb',
    ]);
  });

  it('are none in nothing, and none of no length', () => {
    expect(nalUnits(hex(''), 'avc', null)).to.deep.equal([]);
    expect(nalUnits(hex('aabbcc'), 'avc', null)).to.deep.equal([]);
    expect(nalUnits(hex('000001 000001'), 'avc', null)).to.deep.equal([]);
    expect(asHex(nalUnits(hex('00000000 00000001 41'), 'avc', avcC(4)))).to.deep.equal(['41']);
    expect(nalUnits(hex('0000'), 'avc', avcC(4))).to.deep.equal([]);
  });

  it('end where the packet ends, whatever their length says', () => {
    expect(asHex(nalUnits(hex('7fffffff 6588'), 'avc', avcC(4)))).to.deep.equal(['6588']);
  });

  it('are read from a part of a buffer', () => {
    const packet = hex('ffff 00000002 6588 ffff').subarray(2, 8);
    expect(asHex(nalUnits(packet, 'avc', avcC(4)))).to.deep.equal(['6588']);
  });

  it('are those that were written, whatever is in them', () => {
    // A unit holds no start code and ends with no zero; it begins with its type.
    const unit = fc
      .uint8Array({ minLength: 1, maxLength: 40 })
      .map((bytes) => bytes.map((byte) => byte || 1));
    fc.assert(
      fc.property(fc.array(unit), fc.array(fc.boolean()), (units, long) => {
        const coded = units.flatMap((one, index) => [hex(long[index] ? '00000001' : '000001'), one]);
        expect(asHex(nalUnits(Buffer.concat(coded), 'avc', null))).to.deep.equal(asHex(units));
        expect(asHex(nalUnits(prefixed(...asHex(units)), 'avc', avcC(4)))).to.deep.equal(asHex(units));
      }),
    );
  });
});

describe('a keyframe', () => {
  it('starts a closed group of pictures where it is an IDR picture', () => {
    expect(isIdr([hex('6588')], 'avc')).to.equal(true);
    expect(isIdr([hex('0910'), hex('0605'), hex('2588')], 'avc')).to.equal(true);
    expect(isIdr([hex('2601')], 'hevc')).to.equal(true);
    expect(isIdr([hex('2801')], 'hevc')).to.equal(true);
  });

  it('starts an open one where it is a recovery point', () => {
    expect(isIdr([hex('0606'), hex('4188')], 'avc')).to.equal(false);
    // A clean random access picture, type 21.
    expect(isIdr([hex('2a01')], 'hevc')).to.equal(false);
    expect(isIdr([], 'avc')).to.equal(false);
  });

  it('is taken for nothing in a codec whose units are others', () => {
    expect(isIdr([hex('65')], 'vp9')).to.equal(false);
  });
});

describe('the parameter sets among units', () => {
  it('are SPS and PPS in H.264, VPS, SPS and PPS in HEVC', () => {
    expect(asHex(parameterSets([hex('0910'), hex('6764'), hex('68ef'), hex('6588')], 'avc'))).to.deep.equal([
      '6764',
      '68ef',
    ]);
    expect(asHex(parameterSets([hex('4001'), hex('4201'), hex('4401'), hex('2601')], 'hevc'))).to.deep.equal([
      '4001',
      '4201',
      '4401',
    ]);
  });
});

describe('a packet as MP4 holds it', () => {
  it('has units prefixed by four bytes of length, however they were set apart before', () => {
    const expected = prefixed('6588', '41');
    expect(packetForMp4(hex('00000001 6588 000001 41'), null, [])).to.deep.equal(expected);
    expect(packetForMp4(hex('0002 6588 0001 41'), avcC(2), [])).to.deep.equal(expected);
    expect(packetForMp4(hex(''), null, [])).to.have.lengthOf(0);
  });

  it('has no delimiters, and no parameter sets that its description lists', () => {
    const listed = [hex('6764'), hex('68ef')];
    expect(packetForMp4(prefixed('0910', '6764', '68ef', '6588'), avcC(4), listed)).to.deep.equal(
      prefixed('6588'),
    );
    expect(packetForMp4(hex('000001 0910 000001 6764 000001 6588'), null, listed)).to.deep.equal(
      prefixed('6588'),
    );
  });

  it('keeps parameter sets that its description does not list', () => {
    const packet = prefixed('6764', '68ee', '6588');
    expect(packetForMp4(packet, avcC(4), [hex('6764'), hex('68ef')])).to.deep.equal(prefixed('68ee', '6588'));
  });

  it('brings no pictures larger than any that are decoded', () => {
    // Of the High profile: 30,000 x 30,000.
    const packet = prefixed('6764001eacb4003a9801d4f2', '6588');
    expect(() => packetForMp4(packet, avcC(4), [hex('6764'), hex('68ef')])).to.throw(
      /^from some point on its pictures are 30000x30000 pixels/,
    );
  });

  it('is the very same where nothing is to be changed', () => {
    const packet = prefixed('0605', '6588');
    expect(packetForMp4(packet, avcC(4), [hex('6764')])).to.equal(packet);
  });
});
