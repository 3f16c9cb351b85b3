import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { stub } from 'sinon';
import { ClipRefused } from '../../../../functions/producer/core/errors.ts';
import { rejectionOf } from '../samples.ts';
import { useCaseForEach } from '../use-case.ts';

describe('a clip that cannot be stored', () => {
  const useCase = useCaseForEach();

  it('fails when nothing of it is on its way any more', async () => {
    const failure = new Error('S3 is down');
    const put = useCase.ports.assets.put.bind(useCase.ports.assets);
    stub(useCase.ports.assets, 'put').callsFake(async (key, path, type) => {
      if (key.endsWith('_300.jpg')) throw failure;
      await setTimeout(20);
      return put(key, path, type);
    });
    expect(await rejectionOf(useCase.produce())).to.equal(failure);
    const { happened } = useCase.ports;
    expect(happened.slice(happened.indexOf('put cam/clip-1.mp4'))).to.deep.equal([
      'put cam/clip-1.mp4',
      'put cam/clip-1_640.jpg',
      'close archive',
      'remove workspace',
      'release',
    ]);
  });
});

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
