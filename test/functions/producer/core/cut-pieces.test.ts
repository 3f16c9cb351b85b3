import { expect } from 'chai';
import { cutExactly } from '../../../../functions/producer/core/cut-pieces.ts';
import type { CutPoints } from '../../../../functions/producer/core/recording.ts';
import { closed, open, pointsOf, SECOND_US } from '../samples.ts';

/** From one frame behind the first keyframe. */
const LATE: Partial<CutPoints> = { firstFrameUs: 40_000 };
/** To a frame that refers to two that are not wanted. */
const AMONG_B_FRAMES: Partial<CutPoints> = { copyEndUs: 10_080_000 };

/** How, from and to in seconds, and what is decoded for it. */
function piecesOf(points: Partial<CutPoints>) {
  const { pieces, reason } = cutExactly(pointsOf(points));
  const seconds = (us: number) => us / SECOND_US;
  return {
    reason,
    pieces: pieces.map(({ how, fromUs, toUs, keyframeUs, copyEndUs }) => [
      how,
      ...[fromUs, toUs, keyframeUs, copyEndUs].map(seconds),
    ]),
  };
}

describe('an exact cut', () => {
  it('copies all that begins with a closed GOP and ends where decoding does', () => {
    expect(piecesOf({})).to.deep.equal({ reason: null, pieces: [['copy', 0, 10, 0, 10]] });
  });

  it('encodes from the wanted first frame to the next keyframe, and copies from there', () => {
    expect(piecesOf(LATE)).to.deep.equal({
      reason: 'starts between keyframes',
      pieces: [
        ['encode', 0.04, 2, 0, 2],
        ['copy', 2, 10, 2, 10],
      ],
    });
  });

  it('encodes the last group of pictures where its wanted frames refer to unwanted ones', () => {
    expect(piecesOf(AMONG_B_FRAMES)).to.deep.equal({
      reason: 'ends among B-frames',
      pieces: [
        ['copy', 0, 8, 0, 8],
        ['encode', 8, 10, 8, 10.08],
      ],
    });
  });

  it('encodes both ends where both are cut through', () => {
    expect(piecesOf({ ...LATE, ...AMONG_B_FRAMES })).to.deep.equal({
      reason: 'starts between keyframes',
      pieces: [
        ['encode', 0.04, 2, 0, 2],
        ['copy', 2, 8, 2, 8],
        ['encode', 8, 10, 8, 10.08],
      ],
    });
  });

  const wholly: [what: string, points: Partial<CutPoints>, reason: string][] = [
    [
      'what lies within one group of pictures',
      { ...LATE, next: null, last: closed(0) },
      'starts between keyframes, within one group of pictures',
    ],
    [
      'what ends among the B-frames of its only group',
      { ...AMONG_B_FRAMES, next: null, last: closed(0) },
      'ends among B-frames, within one group of pictures',
    ],
    [
      'what is cut through in its first group and in its second',
      { ...LATE, ...AMONG_B_FRAMES, last: closed(2) },
      'starts between keyframes, within one group of pictures',
    ],
    [
      'what goes on with an open GOP',
      { ...LATE, next: open(2) },
      'starts between keyframes, and its groups of pictures are open',
    ],
    [
      'what ends with an open GOP',
      { ...AMONG_B_FRAMES, last: open(8) },
      'ends among B-frames, and its groups of pictures are open',
    ],
  ];
  for (const [what, points, reason] of wholly) {
    it(`encodes ${what} as a whole`, () => {
      const { firstFrameUs, endUs, copyEndUs } = pointsOf(points);
      expect(cutExactly(pointsOf(points))).to.deep.equal({
        reason,
        pieces: [{ how: 'encode', fromUs: firstFrameUs, toUs: endUs, keyframeUs: 0, copyEndUs }],
      });
    });
  }

  it('encodes up to the first closed GOP where it begins with an open one', () => {
    expect(piecesOf({ before: open(0) }).pieces).to.deep.equal([
      ['encode', 0, 2, 0, 2],
      ['copy', 2, 10, 2, 10],
    ]);
  });

  it('copies over open GOPs that it does not cut through', () => {
    expect(piecesOf({ last: open(8) }).pieces).to.deep.equal([['copy', 0, 10, 0, 10]]);
  });
});
