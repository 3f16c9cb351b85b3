import { expect } from 'chai';
import fc from 'fast-check';
import { INDEX_LIMITS, indexProblem } from '../../../../functions/producer/core/index-check.ts';
import { box, words } from '../../../fixtures/hostile-boxes.ts';

const table = (type: string, ...numbers: number[]) => box(type, words(0, ...numbers));
const track = (...tables: Buffer[]) => box('trak', box('mdia', box('minf', box('stbl', ...tables))));
const moov = (...boxes: Buffer[]) => box('moov', ...boxes);

describe('the check of an index', () => {
  it('has nothing against tables that hold what they say', () => {
    const tables = [
      table('stts', 1, 50, 512),
      table('ctts', 1, 50, 1024),
      table('stsz', 0, 2, 100, 100),
      table('stsc', 1, 1, 25, 1),
      table('stco', 2, 48, 4096),
      table('stss', 1, 1),
    ];
    expect(indexProblem(moov(track(...tables), track(...tables)))).to.equal(null);
  });

  it('has nothing against sound of one size for all samples, however many: they are not read one by one', () => {
    const tables = [table('stts', 1, 345_600_000, 1), table('stsz', 2, 345_600_000), table('stco', 1, 48)];
    expect(indexProblem(moov(track(...tables)))).to.equal(null);
  });

  it('has nothing against media of its own, nor against an empty reference', () => {
    expect(indexProblem(moov(track(box('dref', words(0, 1), box('url ', words(1))))))).to.equal(null);
    expect(indexProblem(moov(track(box('dref', words(0, 1), box('alis', words(0))))))).to.equal(null);
  });

  it('counts the tracks, the frames and the entries of all tracks together', () => {
    const { reorderedSamples, tracks } = INDEX_LIMITS;
    const half = track(table('stts', 1, reorderedSamples / 2 + 1, 1), table('ctts', 1, 1, 0));
    expect(indexProblem(moov(half))).to.equal(null);
    expect(indexProblem(moov(half, half))).to.match(/in another order/);
    expect(indexProblem(moov(...Array<Buffer>(tracks).fill(track())))).to.equal(null);
    expect(indexProblem(moov(...Array<Buffer>(tracks + 1).fill(track())))).to.equal(
      'it has more than 64 tracks',
    );
  });

  it('sees a table wherever a parser would see it', () => {
    const huge = table('stco', 0xffff_ffff);
    const places = [
      moov(huge),
      moov(track(huge)),
      moov(box('udta', box('meta', words(0), track(huge)))),
      moov(box('meta', track(huge))),
    ];
    for (const place of places) expect(indexProblem(place)).to.match(/^its table "stco" says/);
  });

  it('takes a length of all ones for one that is not known', () => {
    const head = (duration: number) => box('mvhd', words(0, 0, 0, 1000, duration), Buffer.alloc(80));
    expect(indexProblem(moov(head(0xffff_ffff)))).to.equal(null);
    expect(indexProblem(moov(head(86_400_000)))).to.equal(null);
    expect(indexProblem(moov(head(86_402_000)))).to.equal(
      'its header says that it lasts 86402 s, more than 86400',
    );
  });

  it('comes to an end with any bytes whatever, and finds no more than a problem', () => {
    const types = [
      'moov',
      'trak',
      'stbl',
      'meta',
      'stts',
      'ctts',
      'stsz',
      'stz2',
      'stsc',
      'stco',
      'elst',
      'dref',
      'stsd',
      'mvhd',
    ];
    const content = fc.uint8Array({ maxLength: 40 });
    const any = fc.letrec<{ box: Buffer }>((tie) => ({
      box: fc
        .tuple(
          fc.constantFrom(...types),
          fc.oneof(content, fc.array(tie('box'), { maxLength: 3 })),
          fc.option(fc.nat()),
        )
        .map(([type, inner, size]) => {
          const made = inner instanceof Uint8Array ? box(type, inner) : box(type, ...inner);
          if (size !== null) made.writeUInt32BE(size, 0);
          return made;
        }),
    })).box;
    fc.assert(
      fc.property(any, (bytes) => {
        const problem = indexProblem(bytes);
        expect(problem === null || problem.length < 200).to.equal(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
