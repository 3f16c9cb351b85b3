import { expect } from 'chai';
import fc from 'fast-check';
import { croppedSize, editedSize, unsuitedEdits } from '../../../../functions/producer/core/edits.ts';
import { fitEncode } from '../../../../functions/producer/core/encode-time.ts';
import { planCut } from '../../../../functions/producer/core/plan.ts';
import { parseRequest } from '../../../../functions/producer/core/request.ts';
import { type Edits, NO_EDITS } from '../../../../functions/producer/core/request-edits.ts';
import { anyEdits } from '../any-edits.ts';
import { bodyOf, recordingOf, requestOf, SECOND_US, stretchOf, thrownBy } from '../samples.ts';

const PLENTY = { budgetMs: 100_000, memoryMb: 1769 };
const HD = { width: 1280, height: 720 };
const LOGO = { key: 'logo.png', corner: 'top-right', opacity: 0.5, widthPercent: 15 } as const;

const edited = (edits: Partial<Edits>): Edits => ({ ...NO_EDITS, ...edits });

describe('the size of an edited picture', () => {
  const sizes: [edits: Partial<Edits>, picture: [number, number], size: [number, number]][] = [
    [{}, [1280, 720], [1280, 720]],
    [{ aspect: '16:9' }, [1280, 720], [1280, 720]],
    [{ aspect: '9:16' }, [1280, 720], [404, 720]],
    [{ aspect: '1:1' }, [1920, 1080], [1080, 1080]],
    [{ aspect: '4:5' }, [1920, 1080], [864, 1080]],
    [{ aspect: '16:9' }, [1080, 1920], [1080, 606]],
    [{ aspect: '16:9' }, [640, 480], [640, 360]],
    [{ height: 360 }, [1920, 1080], [640, 360]],
    [{ aspect: '1:1', height: 360 }, [1920, 1080], [360, 360]],
    [{ height: 144 }, [641, 361], [256, 144]],
  ];
  for (const [edits, [width, height], [newWidth, newHeight]] of sizes) {
    it(`${JSON.stringify(edits)} of ${width}x${height} is ${newWidth}x${newHeight}`, () => {
      expect(editedSize({ width, height }, edited(edits))).to.deep.equal({
        width: newWidth,
        height: newHeight,
      });
    });
  }

  it('is even, and no part of what is cropped lies outside of the picture', () => {
    const side = fc.integer({ min: 16, max: 4096 });
    fc.assert(
      fc.property(side, side, anyEdits, (width, height, edits) => {
        const size = editedSize({ width, height }, edits);
        expect([size.width % 2, size.height % 2]).to.deep.equal([0, 0]);
        const cropped = croppedSize({ width, height }, edits.aspect);
        expect(cropped.width).to.be.within(2, width);
        expect(cropped.height).to.be.within(2, height);
      }),
    );
  });
});

describe('edits that do not suit a clip', () => {
  const refusal = (edits: Partial<Edits>) => unsuitedEdits(edited(edits), HD, 2000, 40)?.message ?? null;

  it('are more lines than there are, after the crop', () => {
    expect(refusal({ height: 720 })).to.equal(null);
    expect(refusal({ height: 722 })).to.equal(
      "edits.height must be at most the picture's height, 720, got 722",
    );
    const tall = unsuitedEdits(
      edited({ aspect: '16:9', height: 608 }),
      { width: 1080, height: 1920 },
      2000,
      40,
    );
    expect(tall?.message).to.equal("edits.height must be at most the picture's height at 16:9, 606, got 608");
  });

  it('are fades that are longer than it, but for a frame', () => {
    expect(refusal({ fadeInMs: 1000, fadeOutMs: 1040 })).to.equal(null);
    expect(refusal({ fadeInMs: 1000, fadeOutMs: 1041 })).to.equal(
      "edits.fadeInMs and edits.fadeOutMs must together be at most the clip's length, 2000 ms, got 1000 and 1041",
    );
  });

  it('are any of the picture where the cut may not encode', () => {
    const parsed = parseRequest(bodyOf({ cut: 'keyframe', edits: { speed: 2 } }));
    expect(parsed).to.deep.include({
      ok: false,
      reason: {
        code: 'invalid-field',
        message:
          'edits must not change the picture where cut is "keyframe", which never encodes, got {"speed":2}',
      },
    });
    expect(parseRequest(bodyOf({ cut: 'keyframe', edits: { mute: true } })).ok).to.equal(true);
  });
});

describe('edits in a request', () => {
  const reasonOf = (edits: object) => {
    const parsed = parseRequest(bodyOf({ edits }));
    return parsed.ok ? null : parsed.reason.message;
  };
  const KEY = 'must be an object key of 1 to 1024 bytes without control characters, "//", "./" or "../"';
  const cases: [edits: object, message: string][] = [
    [{ aspect: '2:1' }, 'edits.aspect must be one of "16:9", "9:16", "1:1", "4:5", got "2:1"'],
    [{ height: 145 }, 'edits.height must be an even number of pixels from 144 to 2160, got 145'],
    [{ height: 142 }, 'edits.height must be an even number of pixels from 144 to 2160, got 142'],
    [{ speed: 0.2 }, 'edits.speed must be a number from 0.25 to 4, got 0.2'],
    [{ mute: 'yes' }, 'edits.mute must be true or false, got "yes"'],
    [
      { fadeInMs: 10_001 },
      'edits.fadeInMs must be a whole number of milliseconds from 0 to 10000, got 10001',
    ],
    [{ watermark: {} }, `edits.watermark.key is missing: it ${KEY}`],
    [{ watermark: { key: '../a.png' } }, `edits.watermark.key ${KEY}, got "../a.png"`],
    [
      { watermark: { key: 'a', corner: 'middle' } },
      'edits.watermark.corner must be one of "top-left", "top-right", "bottom-left", "bottom-right", got "middle"',
    ],
    [{ watermark: { key: 'a', opacity: 2 } }, 'edits.watermark.opacity must be a number from 0 to 1, got 2'],
    [
      { watermark: { key: 'a', widthPercent: 0 } },
      'edits.watermark.widthPercent must be a number from 1 to 100, got 0',
    ],
    [{ zoom: 1 }, 'unknown field "edits.zoom"'],
  ];
  for (const [edits, message] of cases) {
    it(`${JSON.stringify(edits)} are refused by the rule they break`, () => {
      expect(reasonOf(edits)).to.equal(message);
    });
  }

  it('change nothing where they are left out', () => {
    const parsed = parseRequest(bodyOf({ edits: { watermark: { key: 'a.png' } } }));
    expect(parsed.ok && parsed.request.edits).to.deep.equal({
      ...NO_EDITS,
      watermark: { key: 'a.png', corner: 'bottom-right', opacity: 1, widthPercent: 15 },
    });
  });
});

describe('the plan of an edited clip', () => {
  const planFor = (edits: Partial<Edits>, points = {}) =>
    planCut(requestOf({ edits: edited(edits) }), [stretchOf(points)], [], PLENTY);

  it('is an encode of all of it, though it could be copied', () => {
    expect(planFor({ aspect: '9:16', speed: 0.5 })).to.deep.include({
      mode: 'encode',
      reason: 'edited: aspect 9:16, speed 0.5',
      scale: { width: 202, height: 360 },
      sound: 'encode',
      durationUs: 20 * SECOND_US,
      frames: 250,
    });
  });

  it('copies what it would copy without sound', () => {
    expect(planFor({ mute: true })).to.deep.include({ mode: 'copy', sound: 'none' });
    expect(planFor({ mute: true }, { firstFrameUs: 40_000 })).to.deep.include({
      mode: 'smart',
      sound: 'none',
    });
  });

  it('copies the sound of pictures that are edited', () => {
    const edits: Partial<Edits>[] = [{ aspect: '1:1' }, { height: 180 }, { watermark: LOGO }];
    for (const edit of edits) expect(planFor(edit)).to.deep.include({ mode: 'encode', sound: 'copy' });
    expect(planFor({ fadeInMs: 1, mute: true }).sound).to.equal('none');
  });

  it('counts no frames where some are left out', () => {
    expect(planFor({ speed: 2 })).to.deep.include({ frames: null, durationUs: 5 * SECOND_US });
  });

  it('puts recordings one behind the other at their new length', () => {
    const next = recordingOf({ key: 'b.mp4', startMs: recordingOf().startMs + 10_000 });
    const plan = planCut(
      requestOf({ edits: edited({ speed: 4 }) }),
      [stretchOf(), stretchOf({}, next)],
      [],
      PLENTY,
    );
    expect(plan.segments.map(({ clipUs }) => clipUs)).to.deep.equal([0, 2_500_000]);
  });

  it('fits its time by a smaller picture, then by a faster preset, or is refused', () => {
    const recording = recordingOf({ video: { width: 1920, height: 1080, fps: 30 } });
    const request = requestOf({ edits: edited({ watermark: LOGO }) });
    const within = (budgetMs: number) =>
      planCut(request, [stretchOf({}, recording)], [], { budgetMs, memoryMb: 1769 });
    expect(within(12_000)).to.deep.include({ scale: null, preset: 'veryfast' });
    expect(within(8000)).to.deep.include({ scale: HD, preset: 'veryfast' });
    expect(within(6000)).to.deep.include({
      scale: HD,
      preset: 'superfast',
      reason: 'edited: watermark top-right; scaled to 720 lines, with a faster preset to fit the time',
    });
    expect(thrownBy(() => within(4000))).to.deep.include({ status: 'CLIP_REJECTED', code: 'too-heavy' });
  });
});

describe('what an edit costs', () => {
  const job = { ...HD, fps: 30, durationMs: 10_000 };
  /** The least CPU seconds by which a job fits as it is. */
  const cost = (edits: Partial<Edits>) => {
    const all = edited(edits);
    const output = editedSize(HD, all);
    const fits = (ms: number) => {
      try {
        return fitEncode({ ...job, output, edits: all }, ms, 1769).preset === 'veryfast';
      } catch {
        return false;
      }
    };
    return (Array.from({ length: 2000 }, (_, index) => index * 10).find(fits) ?? Infinity) / 1000;
  };

  it('is what was measured, a second of 720p30 at a time', () => {
    expect(cost({})).to.be.closeTo(4.6, 0.1);
    expect(cost({ watermark: LOGO })).to.be.closeTo(5.0, 0.1);
    expect(cost({ speed: 0.5 })).to.be.closeTo(6.8, 0.1);
    expect(cost({ fadeInMs: 2000, fadeOutMs: 1000 })).to.be.closeTo(5.3, 0.1);
  });

  it('is less for fewer pixels, and for fewer frames', () => {
    expect(cost({ aspect: '9:16' })).to.be.below(2.2);
    expect(cost({ height: 360 })).to.be.below(2);
    expect(cost({ speed: 2 })).to.be.below(3.4);
  });
});
