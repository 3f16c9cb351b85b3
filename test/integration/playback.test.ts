import { expect } from 'chai';
import { findChromium, playInChromium } from '../fixtures/browser.ts';
import { cutting, FPS, record } from './cut.ts';

describe('a clip in Chromium', () => {
  const chromium = findChromium();
  const { cut } = cutting();

  before(function () {
    if (chromium) return;
    if (process.env.CI) throw new Error('CI has no Chromium: install the package "chromium"');
    console.log(
      '    there is no Chromium on this machine: install one (Debian: apt-get install chromium) or set CHROMIUM_PATH',
    );
    this.skip();
  });

  const files = () =>
    record({ fromS: 0, toS: 6, gop: 2 * FPS, bFrames: 2 }, { fromS: 6, toS: 12, gop: 2 * FPS, bFrames: 2 });

  it('starts with the first wanted frame and ends with the last when it is cut between keyframes, across a join', async () => {
    const clip = await cut(await files(), [3.52, 8.28]);
    expect(clip.plan.mode).to.equal('smart');
    const { first, shown } = await playInChromium(chromium as string, clip.path);
    expect(first).to.equal(Math.round(3.52 * FPS));
    expect(shown.at(-1)).to.equal(Math.round(8.28 * FPS) - 1);
    expect(shown, 'frames go back').to.deep.equal([...shown].sort((a, b) => a - b));
  });

  it('starts with the first wanted frame when it is encoded as a whole', async () => {
    const clip = await cut(await files(), [2.4, 3.6]);
    expect(clip.plan.mode).to.equal('encode');
    const { first, shown } = await playInChromium(chromium as string, clip.path);
    expect(first).to.equal(Math.round(2.4 * FPS));
    expect(shown.at(-1)).to.equal(Math.round(3.6 * FPS) - 1);
  });

  it('starts with the keyframe when it is copied from there', async () => {
    const clip = await cut(await files(), [3.2, 5.2], { cut: 'keyframe' });
    expect(clip.plan.mode).to.equal('copy');
    const { first } = await playInChromium(chromium as string, clip.path);
    expect(first).to.equal(2 * FPS);
  });
});
