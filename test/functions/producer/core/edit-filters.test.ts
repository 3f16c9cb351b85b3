import { expect } from 'chai';
import fc from 'fast-check';
import { editedSize, pictureEdits } from '../../../../functions/producer/core/edits.ts';
import { pictureArgs, soundArgs, watermarkArgs } from '../../../../functions/producer/core/ffmpeg-args.ts';
import { planCut } from '../../../../functions/producer/core/plan.ts';
import { type Edits, NO_EDITS } from '../../../../functions/producer/core/request-edits.ts';
import { anyEdits } from '../any-edits.ts';
import { planOf, recordingOf, requestOf, SECOND_US, segmentOf, stretchOf } from '../samples.ts';

const HD = { width: 1280, height: 720 };
const LOGO = { key: 'logo.png', corner: 'top-right', opacity: 0.5, widthPercent: 15 } as const;

const edited = (edits: Partial<Edits>): Edits => ({ ...NO_EDITS, ...edits });
const filtersOf = (args: readonly string[]) =>
  args[args.findIndex((arg) => /^-(vf|filter_complex)$/.test(arg)) + 1];

describe('the filters of edits', () => {
  const pictures = (
    edits: Partial<Edits>,
    scale: { width: number; height: number } | null = null,
    clipUs = 0,
  ) => filtersOf(pictureArgs(segmentOf({ clipUs }), planOf({ edits: edited(edits), scale }), null));
  const sound = (edits: Partial<Edits>) =>
    filtersOf(soundArgs([{ fromUs: 0, lengthUs: SECOND_US }], planOf({ edits: edited(edits) })))?.split(
      'concat=',
    )[1];
  const TRIM = 'trim=start=0.000000:end=9.999000';

  it('crop the middle of whatever pixels there are', () => {
    expect(pictures({ aspect: '9:16' }, { width: 202, height: 360 })).to.equal(
      `${TRIM},crop=iw*202/640:ih*360/360,scale=202:360,setsar=1`,
    );
  });

  it('put slow frames on the time line of the clip, and fast ones on the grid of the frame rate', () => {
    expect(pictures({ speed: 0.5 }, null, 3 * SECOND_US)).to.equal(
      `${TRIM},settb=1/90000,setpts=(PTS-STARTPTS)/0.500000+3.000000/TB`,
    );
    expect(pictures({ speed: 2 })).to.equal(
      `${TRIM},settb=1/90000,setpts=floor(((PTS-STARTPTS)*TB+0.001500)*12.500000)*3600.000000+0.000000/TB,` +
        `select='isnan(prev_selected_pts)+gt(pts,prev_selected_pts)'`,
    );
  });

  it('fade where the clip begins and ends, and not each of its segments', () => {
    expect(pictures({ fadeInMs: 500, fadeOutMs: 1000 }, null, 3 * SECOND_US)).to.match(
      /\/1\.000000\+3\.000000\/TB,fade=t=in:st=0:d=0\.500000,fade=t=out:st=9\.000000:d=1\.000000$/,
    );
  });

  it('lay the watermark over the cropped picture, and fade both', () => {
    const graph = pictures({ aspect: '1:1', watermark: LOGO, fadeInMs: 500 }, { width: 360, height: 360 });
    expect(graph?.split(';')[1]).to.equal('[picture][1:v:0]overlay=x=W-w-7:y=7,fade=t=in:st=0:d=0.500000[v]');
    expect(filtersOf(watermarkArgs('logo.png', LOGO, { width: 360, height: 360 }))).to.equal(
      'format=rgba,scale=54:360:force_original_aspect_ratio=decrease,colorchannelmixer=aa=0.500000',
    );
  });

  it('change the tempo of sound in steps that ffmpeg can take', () => {
    expect(sound({ aspect: '1:1' })).to.equal('n=1:v=0:a=1[a]');
    expect(sound({ speed: 0.5 })).to.equal('n=1:v=0:a=1,atempo=0.500000,apad,atrim=end=10.000000[a]');
    expect(sound({ speed: 0.25 })).to.contain('atempo=0.500000,atempo=0.500000,');
    expect(sound({ speed: 3 })).to.contain('atempo=1.732051,atempo=1.732051,');
    expect(sound({ fadeOutMs: 1000 })).to.contain('afade=t=out:st=9.000000:d=1.000000[a]');
  });

  it('hold numbers and names of our own, and never a string from outside', () => {
    const clips = fc.integer({ min: 0, max: 300_000_000 });
    fc.assert(
      fc.property(anyEdits, clips, clips, (edits, clipUs, durationUs) => {
        const scale = editedSize(HD, edits);
        const plan = planOf({ edits, scale, durationUs });
        const args = [
          ...pictureArgs(segmentOf({ clipUs }), plan, null),
          ...soundArgs([{ fromUs: 0, lengthUs: durationUs * edits.speed }], plan),
          ...(edits.watermark ? watermarkArgs('fetched.png', edits.watermark, scale) : []),
        ];
        for (const arg of args) expect(arg).to.match(/^[\w\-./:;,=*()+[\]'|]+$/);
        expect(args.join(' ')).not.to.match(/\d[eE][-+]?\d|NaN|Infinity|null|undefined|=-/);
      }),
    );
  });
});

describe('what changes the picture', () => {
  it('is told to ffmpeg, each edit by itself', () => {
    // Of a shape and height that no edit asks for, so that each has something to do.
    const recording = recordingOf({ video: { width: 3000, height: 2400 } });
    const argsFor = (edits: Edits) => {
      const plan = planCut(requestOf({ edits }), [stretchOf({}, recording)], [], {
        budgetMs: Infinity,
        memoryMb: 1769,
      });
      return pictureArgs(segmentOf({ recording }), plan, null).join(' ');
    };
    const unedited = argsFor(NO_EDITS);
    fc.assert(
      fc.property(anyEdits, (edits) => {
        for (const [name, value] of Object.entries(edits)) {
          const alone = edited({ [name]: value });
          const [words] = pictureEdits(alone);
          if (words) expect(argsFor(alone), `${words}: no filter does it`).not.to.equal(unedited);
        }
      }),
    );
  });

  it('is every edit but silence', () => {
    expect(pictureEdits(NO_EDITS)).to.deep.equal([]);
    expect(pictureEdits(edited({ mute: true }))).to.deep.equal([]);
    expect(
      pictureEdits(
        edited({ aspect: '4:5', height: 240, speed: 3, fadeInMs: 1, fadeOutMs: 2, watermark: LOGO }),
      ),
    ).to.deep.equal([
      'aspect 4:5',
      'height 240',
      'speed 3',
      'fade in 1 ms',
      'fade out 2 ms',
      'watermark top-right',
    ]);
  });
});
