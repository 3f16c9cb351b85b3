import { expect } from 'chai';
import { GuardedSource } from '../../../../functions/producer/adapters/guarded-source.ts';
import { ClipRefused } from '../../../../functions/producer/core/errors.ts';
import { words } from '../../../fixtures/hostile-boxes.ts';
import { rejectionOf } from '../samples.ts';
import { askAsParser as read, sparseObject } from './objects.ts';

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

const run = (samples: number) => Buffer.concat([words(24), Buffer.from('trun'), words(1, samples, 0, 0)]);

describe('a guarded source', () => {
  it('hands out what lies in the recording', async () => {
    const { reader } = sparseObject(1000, [[10, Buffer.from('here')]]);
    const guard = new GuardedSource(reader, true);
    const bytes = await read(guard.source(), 8, 16);
    expect(Buffer.from(bytes).toString('latin1')).to.equal('\0\0here\0\0');
    expect(guard.refusal).to.equal(null);
  });

  it('refuses a piece that is larger than any frame, and reads none of it', async () => {
    const { reader, ranges } = sparseObject(5 * GIB, []);
    const guard = new GuardedSource(reader, false);
    const error = await rejectionOf(read(guard.source(), 100, GIB));
    expect(error).to.be.instanceOf(ClipRefused).and.to.deep.include({ code: 'piece-too-large' });
    expect(ranges).to.deep.equal([]);
  });

  it('refuses all that follows, and keeps the first reason, which a parser may have swallowed', async () => {
    const { reader } = sparseObject(5 * GIB, []);
    const guard = new GuardedSource(reader, false);
    const first = await rejectionOf(read(guard.source(), 100, GIB));
    expect(await rejectionOf(read(guard.source(), 0, 10))).to.equal(first);
    expect(guard.refusal).to.equal(first);
    expect(reader.failure).to.equal(first);
  });

  it('ends a look that takes more than it is worth, however a parser goes about it', async () => {
    const { reader } = sparseObject(5 * GIB, []);
    const guard = new GuardedSource(reader, false);
    const source = guard.source();
    const endless = async () => {
      for (let position = 0; ; position += 16 * MIB) {
        try {
          await read(source, position % (4 * GIB), (position % (4 * GIB)) + 16 * MIB);
        } catch {
          return 'swallowed';
        }
      }
    };
    expect(await guard.look(endless)).to.equal('swallowed');
    expect(guard.refusal).to.deep.include({ code: 'too-much-to-read' });
    expect(reader.bytesRead).to.be.below(96 * MIB);
  });

  it('ends a look that asks for the same again and again', async () => {
    const { reader } = sparseObject(1000, []);
    const guard = new GuardedSource(reader, false, { bytes: MIB, reads: 10_000 });
    const source = guard.source();
    const endless = async () => {
      for (;;) await read(source, 0, 10);
    };
    expect(await rejectionOf(guard.look(endless))).to.deep.include({ code: 'too-much-to-read' });
  });

  it('counts what looks read, whatever was read between them', async () => {
    const { reader } = sparseObject(5 * GIB, []);
    const guard = new GuardedSource(reader, false, { bytes: 3 * MIB, reads: 100 });
    const source = guard.source();
    for (const at of [0, 100, 200]) {
      await guard.look(() => read(source, at * MIB, (at + 1) * MIB));
      await read(source, (at + 10) * MIB, (at + 30) * MIB);
    }
    await guard.look(() => read(source, 300 * MIB, 301 * MIB));
    const fifth = guard.look(() => read(source, 400 * MIB, 401 * MIB));
    expect(await rejectionOf(fifth)).to.deep.include({ code: 'too-much-to-read' });
  });

  it('lets a copy read on where a look would end', async () => {
    const { reader } = sparseObject(5 * GIB, []);
    const source = new GuardedSource(reader, false).source();
    for (let position = 0; position < 96 * MIB; position += 32 * MIB)
      await read(source, position, position + 32 * MIB);
  });

  for (const [what, splitAt] of [
    ['in one piece', 0],
    ['across two pieces', 10],
    ['across two pieces, at its count', 14],
  ] as const) {
    it(`sees a run of 2^32 samples ${what}`, async () => {
      const { reader } = sparseObject(5000, [[1000, run(0xffff_ffff)]]);
      const guard = new GuardedSource(reader, true);
      const source = guard.source();
      const reading = async () => {
        await read(source, 900, 1000 + splitAt);
        await read(source, 1000 + splitAt, 2000);
      };
      expect(await rejectionOf(reading())).to.deep.include({
        code: 'bad-index',
        message:
          'recording cam/a.mp4 cannot be cut: a box "trun" says that it has 4294967295 entries, more than 100000',
      });
    });
  }

  it('has nothing against a run as fragments have them', async () => {
    const { reader } = sparseObject(5000, [[1000, run(50)]]);
    await read(new GuardedSource(reader, true).source(), 900, 2000);
  });
});
