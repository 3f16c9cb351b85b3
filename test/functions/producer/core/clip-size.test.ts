import { expect } from 'chai';
import { copiedBytes, refuseOversize } from '../../../../functions/producer/core/clip-size.ts';
import { pieceOf, planOf, recordingOf, SECOND_US, thrownBy } from '../samples.ts';

/** 500 MB in ten seconds. */
const LARGE = recordingOf({ bytes: 500_000_000, durationUs: 10 * SECOND_US });

describe('the size of a clip', () => {
  it('is what is copied, at the mean rate of each recording', () => {
    const pieces = [
      pieceOf('copy', { recording: LARGE, toUs: SECOND_US }),
      pieceOf('copy', { toUs: SECOND_US }),
    ];
    // A minute of the other has 6 MB.
    expect(copiedBytes({ pieces })).to.equal(50_100_000);
  });

  it('counts nothing that is encoded', () => {
    expect(copiedBytes({ pieces: [pieceOf('encode', { recording: LARGE })] })).to.equal(0);
  });

  it('is refused before it is read, where there is no room for it', () => {
    const plan = planOf({ pieces: [pieceOf('copy', { recording: LARGE, toUs: 10 * SECOND_US })] });
    expect(refuseOversize({ ...plan, pieces: [pieceOf('copy')] }).pieces).to.have.lengthOf(1);
    expect(
      refuseOversize(planOf({ pieces: [pieceOf('copy', { recording: LARGE, toUs: 9 * SECOND_US })] })),
    ).to.be.an('object');
    const huge = planOf({ pieces: [pieceOf('copy', { recording: LARGE, toUs: 11 * SECOND_US })] });
    expect(thrownBy(() => refuseOversize(huge))).to.deep.include({
      status: 'CLIP_REJECTED',
      code: 'clip-too-large',
    });
  });
});
