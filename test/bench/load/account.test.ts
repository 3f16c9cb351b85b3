import { expect } from 'chai';
import { account } from '../../../bench/load/account.ts';
import { type LoadRequest, loadMix, SHARES } from '../../../bench/load/mix.ts';
import { parseRequest } from '../../../functions/producer/core/request.ts';

const RECORDINGS = {
  cameraId: 'load',
  startMs: 1_767_225_600_000,
  lengthMs: 20_000,
  hostileKeys: ['load/a.mp4', 'load/b.mp4'],
};

describe('the mix of requests', () => {
  const mix = loadMix(2000, 'run', RECORDINGS);

  it('has its shares of what a queue gets besides good requests', () => {
    const bodies = new Set(mix.map(({ body }) => body));
    const duplicates = mix.length - bodies.size;
    const malformed = mix.filter(({ body }) => !parseRequest(body).ok).length;
    const missing = mix.filter(({ end }) => end === 'CLIP_OUT_OF_RANGE').length;
    const hostile = mix.filter(({ body, end }) => end === 'CLIP_REJECTED' && body.includes('load/')).length;
    expect(malformed).to.equal(20 * SHARES.malformed);
    // The very first ones have nothing before them to repeat.
    expect(duplicates).to.be.within(20 * SHARES.duplicate - 3, 20 * SHARES.duplicate);
    expect(missing).to.be.within(20 * SHARES.missing, 20 * SHARES.missing + 3);
    expect(hostile).to.equal(20 * SHARES.hostile);
  });

  it('asks for what is recorded, where it is to be made', () => {
    for (const { body, end } of mix) {
      const parsed = parseRequest(body);
      if (end !== 'CLIP_AVAILABLE' || !parsed.ok) continue;
      const { startMs, endMs } = parsed.request.range;
      expect(startMs).to.be.at.least(RECORDINGS.startMs);
      expect(endMs).to.be.at.most(RECORDINGS.startMs + RECORDINGS.lengthMs);
    }
  });
});

describe('the account of a run', () => {
  const requests: LoadRequest[] = [
    { clipId: 'a', body: 'a', end: 'CLIP_AVAILABLE' },
    { clipId: 'a', body: 'a', end: 'CLIP_AVAILABLE' },
    { clipId: 'b', body: 'b', end: 'CLIP_REJECTED' },
    { clipId: null, body: 'c', end: 'dead letter' },
  ];
  const seen = {
    told: [
      { clipId: 'a', status: 'CLIP_AVAILABLE', key: 'a.mp4' },
      { clipId: 'a', status: 'CLIP_AVAILABLE', key: 'a.mp4' },
      { clipId: 'b', status: 'CLIP_REJECTED', key: null },
    ],
    deadBodies: ['c'],
    acknowledged: 3,
    documents: new Map([
      ['a', 'CLIP_AVAILABLE'],
      ['b', 'CLIP_REJECTED'],
    ]),
    keys: new Set(['a.mp4']),
  };
  const problems = (changes: Partial<typeof seen>) => account(requests, { ...seen, ...changes }).problems;

  it('adds up where every message has the end that it has to have', () => {
    expect(account(requests, seen)).to.deep.equal({
      ...{ sent: 4, available: 1, toldFailures: 1, deadLetters: 1, duplicates: 1 },
      problems: [],
    });
  });

  it('tells what was lost', () => {
    expect(problems({ acknowledged: 2 })).to.deep.equal(['4 were sent and 3 ended']);
    expect(problems({ deadBodies: [], acknowledged: 4 })).to.deep.equal(['no dead letter: c']);
    expect(problems({ told: seen.told.slice(0, 2) })).to.deep.equal(['b is told as  and not CLIP_REJECTED']);
  });

  it('tells what was told falsely', () => {
    expect(problems({ keys: new Set() })).to.include('a is told and is not there');
    const twice = [...seen.told, { clipId: 'a', status: 'FATAL_ERROR', key: null }];
    expect(problems({ told: twice })).to.deep.equal([
      'a is told as CLIP_AVAILABLE,FATAL_ERROR and not CLIP_AVAILABLE',
    ]);
    const documents = new Map([['b', 'CLIP_REJECTED']]);
    expect(problems({ documents })).to.deep.equal(['a is written down as undefined']);
  });
});
