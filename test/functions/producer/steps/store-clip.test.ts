import { expect } from 'chai';
import { stub } from 'sinon';
import { ClipRefused } from '../../../../functions/producer/core/errors.ts';
import { rejectionOf } from '../samples.ts';
import { useCaseForEach } from '../use-case.ts';

describe('a clip that no image can be made of', () => {
  const useCase = useCaseForEach();

  for (const [what, failure] of [
    ['for good', new ClipRefused('CLIP_REJECTED', 'unsupported-media', 'no image can be made of the clip')],
    ['for the moment', new Error('ENOSPC')],
  ] as const) {
    it(`is no object: ${what}`, async () => {
      stub(useCase.ports.producer, 'thumbnails').rejects(failure);
      if (failure instanceof ClipRefused) expect(await useCase.produce()).to.equal('CLIP_REJECTED');
      else expect(await rejectionOf(useCase.produce())).to.equal(failure);
      expect(useCase.ports.happened).to.include('send the rest');
      expect([...useCase.ports.assets.objects]).to.deep.equal([]);
    });
  }
});
