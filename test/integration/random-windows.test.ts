import { generator } from '../fixtures/seeded.ts';
import { cutting, expectClip, FPS, framesWithin, type Recorded, record } from './cut.ts';

/** How many windows are drawn; RANDOM_WINDOWS asks for more, RANDOM_SEED for others. */
const WINDOWS = Number(process.env.RANDOM_WINDOWS ?? 10);
const SEED = Number(process.env.RANDOM_SEED ?? 1);

type Coded = Omit<Recorded, 'fromS' | 'toS'>;

/** Ways in which a camera may record; it begins a new recording after 6 s. */
const CAMERAS: Coded[] = [
  { gop: 2 * FPS },
  { gop: 2 * FPS, bFrames: 2 },
  { gop: 10 * FPS },
  { gop: FPS, bFrames: 2, container: 'mov' },
  { gop: 2 * FPS, container: 'mp4-moov-last' },
  { gop: 2 * FPS, bFrames: 2, container: 'fmp4' },
  { gop: 2 * FPS, container: 'mkv' },
  { gop: 2 * FPS, bFrames: 2, container: 'ts' },
  { gop: 2 * FPS, audio: 'none' },
];

describe('clips of random windows', () => {
  const { cut } = cutting();
  const random = generator(SEED);

  for (let index = 0; index < WINDOWS; index++) {
    const coded = CAMERAS[Math.floor(random() * CAMERAS.length)] as Coded;
    const [fromS, toS] = draw(random);
    it(`show precisely the frames of ${fromS} to ${toS} s of ${JSON.stringify(coded)}`, async () => {
      const files = await record({ ...coded, fromS: 0, toS: 6 }, { ...coded, fromS: 6, toS: 12 });
      const clip = await cut(files, [fromS, toS]);
      const frames = framesWithin(fromS, Math.min(toS, 12));
      // Shorter than a frame, with none beginning in it: the one on the screen.
      const shown = frames.length > 0 ? frames : [Math.floor(fromS * FPS + 1e-6)];
      await expectClip(clip, shown, coded.audio !== 'none');
    });
  }
});

/** A window in whole milliseconds, often with a border where mistakes are made. */
function draw(random: () => number): [fromS: number, toS: number] {
  const whole = (max: number) => Math.floor(random() * max);
  const border = () => {
    const kind = whole(6);
    if (kind === 0) return 2000 * whole(6); // On a keyframe.
    if (kind === 1) return 40 * whole(290); // On a frame.
    if (kind === 2) return 6000 + whole(80) - 40; // At the join.
    return whole(11_900);
  };
  const fromMs = border();
  const kind = whole(5);
  if (kind === 0) return [fromMs / 1000, (fromMs + 1 + whole(60)) / 1000]; // About a frame.
  if (kind === 1) return [fromMs / 1000, 12.5]; // Past the last frame.
  const toMs = border();
  const [first, last] = fromMs < toMs ? [fromMs, toMs] : [toMs, fromMs];
  return [first / 1000, Math.max(first + 200, last) / 1000];
}
