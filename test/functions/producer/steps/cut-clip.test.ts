import { expect } from 'chai';
import { bodyOf } from '../samples.ts';
import { useCaseForEach } from '../use-case.ts';

describe('a clip that fails its verification', () => {
  const useCase = useCaseForEach();

  it('is encoded instead of copied', async () => {
    useCase.ports.producer.problems = ['it has 12 frames instead of 250'];
    expect(await useCase.produce()).to.equal('CLIP_AVAILABLE');
    const made = useCase.ports.happened.filter((one) => /^(cut|verify|thumbnails)/.test(one));
    expect(made).to.deep.equal(['cut copy', 'verify', 'cut encode', 'verify', 'thumbnails']);
    expect(useCase.document()).to.deep.include({
      cutMode: 'encode',
      cutReason: 'a copy cut failed its verification: it has 12 frames instead of 250',
    });
  });

  it('is stored nowhere when the encode fails as well', async () => {
    useCase.ports.producer.problems = ['bad', 'worse'];
    expect(await useCase.produce()).to.equal('CLIP_REJECTED');
    expect(useCase.ports.assets.objects.size).to.equal(0);
    expect(useCase.reasonTold()).to.deep.equal({
      code: 'unsupported-media',
      message: 'the clip failed its verification: worse',
    });
  });

  it('is never encoded where a cut at keyframes was asked for', async () => {
    useCase.ports.producer.problems = ['bad'];
    expect(await useCase.produce({ body: bodyOf({ cut: 'keyframe' }) })).to.equal('CLIP_REJECTED');
    expect(useCase.ports.producer.plans.map(({ mode }) => mode)).to.deep.equal(['copy']);
    expect(useCase.reasonTold()?.message).to.equal('the clip failed its verification: bad');
  });

  it('is refused where the encode would not fit the time', async () => {
    useCase.ports.producer.problems = ['bad'];
    expect(await useCase.produce({}, { cutBudgetMs: 100 })).to.equal('CLIP_REJECTED');
    expect(useCase.reasonTold()?.code).to.equal('too-heavy');
    expect(useCase.ports.producer.plans).to.have.lengthOf(1);
  });
});
