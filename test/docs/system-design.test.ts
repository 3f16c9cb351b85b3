import { expect } from 'chai';
import { readDocument } from '../fixtures/documents.ts';

/** Figures that are measured or reckoned elsewhere; a test holds docs/scale.md against the model. */
const FIGURES = ['57.9', '249', '149 USD', '200,803', '4.28', '4.41', '5.01', '25 GETs', '10 PUTs', '28 MB'];

describe('docs/system-design.md', () => {
  it('has its figures as docs/scale.md has them', async () => {
    const documents = [await readDocument('docs/system-design.md'), await readDocument('docs/scale.md')];
    const missing = FIGURES.filter((figure) => !documents.every((text) => text.includes(figure)));
    expect(missing).to.deep.equal([]);
  });
});
