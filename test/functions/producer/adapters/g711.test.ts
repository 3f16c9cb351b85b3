import { expect } from 'chai';
import { expandG711 } from '../../../../functions/producer/adapters/g711.ts';

/** Bytes and the samples they stand for. */
function samplesOf(bytes: number[], law: 'ulaw' | 'alaw'): number[] {
  const expanded = Buffer.from(expandG711(Uint8Array.from(bytes), law));
  return bytes.map((_, index) => expanded.readInt16LE(index * 2));
}

describe('G.711', () => {
  it('expands mu-law to the values of its table: silence, the smallest steps and the peaks', () => {
    expect(samplesOf([0xff, 0x7f, 0xfe, 0x7e, 0x80, 0x00], 'ulaw')).to.deep.equal([
      0, 0, 8, -8, 32124, -32124,
    ]);
  });

  it('expands A-law to the values of its table: the smallest steps and the peaks', () => {
    expect(samplesOf([0xd5, 0x55, 0xd4, 0x54, 0xaa, 0x2a], 'alaw')).to.deep.equal([
      8, -8, 24, -24, 32256, -32256,
    ]);
  });

  it('gives two bytes for each', () => {
    expect(expandG711(new Uint8Array(160), 'ulaw')).to.have.length(320);
  });
});
