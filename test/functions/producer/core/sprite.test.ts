import { expect } from 'chai';
import fc from 'fast-check';
import { layOutSprite, spriteVtt } from '../../../../functions/producer/core/sprite.ts';

const HD = { width: 1280, height: 720 };

describe('a sprite sheet', () => {
  it('has a cue for each tile, to the end of the clip', () => {
    const sheet = layOutSprite([0, 400_000, 1_000_000, 3_661_500_000], 3_700_000_000, HD);
    expect(spriteVtt({ ...sheet, columns: 1 }, 'a_sprite.jpg')).to.equal(
      'WEBVTT\n\n00:00:00.000 --> 01:01:01.500\na_sprite.jpg#xywh=0,0,160,90\n\n' +
        '01:01:01.500 --> 01:01:40.000\na_sprite.jpg#xywh=0,90,160,90\n',
    );
  });

  it('has at most a hundred tiles, all of them within it, and covers the clip without a gap', () => {
    const keyframes = fc.uniqueArray(fc.integer({ min: 1, max: 300_000 }), { maxLength: 2000 });
    fc.assert(
      fc.property(keyframes, fc.integer({ min: 16, max: 4096 }), (offsets, width) => {
        const timesMs = [0, ...offsets].sort((a, b) => a - b);
        const durationUs = ((timesMs.at(-1) ?? 0) + 40) * 1000;
        const sheet = layOutSprite(
          timesMs.map((ms) => ms * 1000),
          durationUs,
          { width, height: 1080 },
        );
        expect(sheet.timesUs[0]).to.equal(0);
        expect(sheet.timesUs.length).to.be.at.most(Math.min(100, sheet.columns * sheet.rows));
        expect(sheet.tile.width).to.equal(Math.min(160, width));
        const spans = [...spriteVtt(sheet, 'x').matchAll(/(\S+) --> (\S+)/g)].map(([, from, to]) => [
          from,
          to,
        ]);
        spans.slice(1).forEach(([from], index) => {
          expect(from).to.equal(spans[index]?.[1]);
        });
      }),
      { numRuns: 50 },
    );
  });
});
