import { expect } from 'chai';
import { findChromium, openChromium, type Player } from '../fixtures/browser.ts';
import { findFirefox, openFirefox } from '../fixtures/firefox.ts';
import { cutting, FPS, record } from './cut.ts';

interface Browser {
  readonly name: string;
  /** Debian's package. */
  readonly package: string;
  readonly variable: string;
  readonly path: string | null;
  readonly open: (executablePath: string) => Promise<Player>;
}

const BROWSERS: Browser[] = [
  {
    ...{ name: 'Chromium', package: 'chromium-headless-shell', variable: 'CHROMIUM_PATH' },
    ...{ path: findChromium(), open: openChromium },
  },
  {
    ...{ name: 'Firefox', package: 'firefox-esr', variable: 'FIREFOX_PATH' },
    ...{ path: findFirefox(), open: openFirefox },
  },
];

for (const browser of BROWSERS) {
  describe(`a clip in ${browser.name}`, () => {
    const { cut } = cutting();
    let player: Player | undefined;
    const play = (path: string) => (player as Player).play(path);

    before(async function () {
      if (browser.path) {
        player = await browser.open(browser.path);
        return;
      }
      const remedy = `install one (Debian: apt-get install ${browser.package}) or set ${browser.variable}`;
      if (process.env.CI) throw new Error(`CI has no ${browser.name}: ${remedy}`);
      console.log(`    there is no ${browser.name} on this machine: ${remedy}`);
      this.skip();
    });

    after(() => player?.close());

    const files = () =>
      record({ fromS: 0, toS: 6, gop: 2 * FPS, bFrames: 2 }, { fromS: 6, toS: 12, gop: 2 * FPS, bFrames: 2 });

    it('starts with the first wanted frame and ends with the last when it is cut between keyframes, across a join', async () => {
      const clip = await cut(await files(), [3.52, 8.28]);
      expect(clip.plan.mode).to.equal('smart');
      const { first, shown } = await play(clip.path);
      expect(first).to.equal(Math.round(3.52 * FPS));
      expect(shown.at(-1)).to.equal(Math.round(8.28 * FPS) - 1);
      expect(shown, 'frames go back').to.deep.equal([...shown].sort((a, b) => a - b));
    });

    it('starts with the first wanted frame when it is encoded as a whole', async () => {
      const clip = await cut(await files(), [2.4, 3.6]);
      expect(clip.plan.mode).to.equal('encode');
      const { first, shown } = await play(clip.path);
      expect(first).to.equal(Math.round(2.4 * FPS));
      expect(shown.at(-1)).to.equal(Math.round(3.6 * FPS) - 1);
    });

    it('starts with the keyframe when it is copied from there', async () => {
      const clip = await cut(await files(), [3.2, 5.2], { cut: 'keyframe' });
      expect(clip.plan.mode).to.equal('copy');
      const { first } = await play(clip.path);
      expect(first).to.equal(2 * FPS);
    });
  });
}
