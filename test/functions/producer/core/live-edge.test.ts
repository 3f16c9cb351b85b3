import { expect } from 'chai';
import fc from 'fast-check';
import { RETRY_LIMIT_MS } from '../../../../functions/producer/core/limits.ts';
import {
  bodyToSendAgain,
  delaySeconds,
  expectedAtMs,
  firstSendingOf,
  patienceFor,
  retryTimesAgain,
} from '../../../../functions/producer/core/live-edge.ts';
import { parseRequest } from '../../../../functions/producer/core/request.ts';
import { bodyOf, T0 } from '../samples.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

describe('a request for what is not recorded yet', () => {
  it('waits a quarter of an hour', () => {
    expect(RETRY_LIMIT_MS).to.equal(900_000);
  });

  it('waits where its window ended less than a quarter of an hour before it was first sent', () => {
    expect(patienceFor(T0 - 899_999, T0, T0)).to.equal('wait');
    expect(patienceFor(T0 - 900_000, T0, T0)).to.equal('final');
    expect(patienceFor(T0 - 900_001, T0, T0)).to.equal('final');
  });

  it('waits where its window ends at most a quarter of an hour from now', () => {
    expect(patienceFor(T0 + 900_000, T0, T0)).to.equal('wait');
    expect(patienceFor(T0 + 900_001, T0, T0)).to.equal('final');
  });

  it('waits until a quarter of an hour has passed since it was first sent, however old its window is by then', () => {
    const endMs = T0 - 14 * MINUTE_MS;
    expect(patienceFor(endMs, T0, T0 + 899_999)).to.equal('wait');
    expect(patienceFor(endMs, T0, T0 + 900_000)).to.equal('over');
    expect(patienceFor(endMs, T0, T0 + 900_001)).to.equal('over');
  });

  it('waits no longer where the window has left the archive', () => {
    expect(patienceFor(T0, T0, T0 + 3 * DAY_MS)).to.equal('over');
    expect(patienceFor(T0, T0, T0 + 3 * DAY_MS + 1)).to.equal('final');
  });

  it('does not wait where no wall clock tells when its window ends', () => {
    expect(patienceFor(null, T0, T0)).to.equal('final');
  });

  it('was first sent when the earliest of all its sendings was', () => {
    const sentAtMs = T0 + 500;
    expect(firstSendingOf({ sentAtMs, retryTimestamps: [], rememberedMs: null })).to.equal(T0 + 500);
    expect(firstSendingOf({ sentAtMs, retryTimestamps: [T0 + 200, T0 + 400], rememberedMs: null })).to.equal(
      T0 + 200,
    );
    expect(firstSendingOf({ sentAtMs, retryTimestamps: [T0 + 400], rememberedMs: T0 + 300 })).to.equal(
      T0 + 300,
    );
    expect(firstSendingOf({ sentAtMs, retryTimestamps: [T0 + 9e9], rememberedMs: null })).to.equal(T0 + 500);
  });
});

describe('the time at which a recording is expected', () => {
  const at = (...minutes: number[]) => minutes.map((minute) => T0 + minute * MINUTE_MS);
  const finished = (startMinute: number, minutes: number) => ({
    startMs: T0 + startMinute * MINUTE_MS,
    durationUs: minutes * MINUTE_MS * 1000,
  });

  it('is when the one in progress ends, which is as long as those before it', () => {
    const rhythm = { startsMs: at(0, 10, 20, 30), finished: [finished(20, 10)] };
    expect(expectedAtMs(T0 + 34 * MINUTE_MS, rhythm, T0 + 35 * MINUTE_MS)).to.equal(
      T0 + 40 * MINUTE_MS + 15_000,
    );
  });

  it('is when the one that has not begun ends, for a window in the future', () => {
    const rhythm = { startsMs: at(0, 10, 20), finished: [finished(10, 10)] };
    expect(expectedAtMs(T0 + 41 * MINUTE_MS, rhythm, T0 + 29 * MINUTE_MS)).to.equal(
      T0 + 50 * MINUTE_MS + 15_000,
    );
  });

  it('does not count a hole among the lengths', () => {
    const rhythm = { startsMs: at(-200, 0, 10, 20, 80, 90), finished: [] };
    expect(expectedAtMs(T0 + 95 * MINUTE_MS, rhythm, T0 + 94 * MINUTE_MS)).to.equal(
      T0 + 100 * MINUTE_MS + 15_000,
    );
  });

  it('is told by a single recording that is finished', () => {
    const rhythm = { startsMs: at(0), finished: [finished(0, 5)] };
    expect(expectedAtMs(T0 + 6 * MINUTE_MS, rhythm, T0 + 6 * MINUTE_MS)).to.equal(
      T0 + 10 * MINUTE_MS + 15_000,
    );
  });

  it("is a minute after the window's end where nothing is known", () => {
    expect(expectedAtMs(T0, { startsMs: [], finished: [] }, T0 - 1000)).to.equal(T0 + MINUTE_MS);
    expect(expectedAtMs(T0, { startsMs: at(-3), finished: [] }, T0 - 1000)).to.equal(T0 + MINUTE_MS);
  });

  it('is soon where it is late, and the later the rarer', () => {
    const nothing = { startsMs: [], finished: [] };
    const lookAfter = (lateMs: number) => expectedAtMs(T0 - MINUTE_MS - lateMs, nothing, T0) - T0;
    expect([0, 10_000, 60_000, 240_000, 600_000].map(lookAfter)).to.deep.equal([
      10_000, 10_000, 30_000, 120_000, 120_000,
    ]);
  });

  it('is always to come, whatever the camera did', () => {
    const starts = fc.array(fc.integer({ min: -7_200_000, max: 60_000 }), { maxLength: 20 });
    fc.assert(
      fc.property(
        starts,
        fc.integer({ min: -900_000, max: 900_000 }),
        fc.nat(7_200_000),
        (offsets, end, length) => {
          const startsMs = offsets.map((offset) => T0 + offset).sort((a, b) => a - b);
          const known = startsMs.map((startMs) => ({ startMs, durationUs: length * 1000 })).slice(0, 3);
          const expected = expectedAtMs(T0 + end, { startsMs, finished: known }, T0);
          expect(expected).to.be.above(T0);
          expect(Number.isInteger(expected)).to.equal(true);
        },
      ),
    );
  });
});

describe('the delay of a request that is sent again', () => {
  it('reaches to the time at which its recording is expected', () => {
    expect(delaySeconds(T0 + 90_000, T0 + 900_000, T0)).to.equal(90);
    expect(delaySeconds(T0 + 90_001, T0 + 900_000, T0)).to.equal(91);
  });

  it('is never below 10 s nor above the 900 s that SQS allows', () => {
    expect(delaySeconds(T0 - 5_000, T0 + 900_000, T0)).to.equal(10);
    expect(delaySeconds(T0 + 9_999, T0 + 900_000, T0)).to.equal(10);
    expect(delaySeconds(T0 + 2_000_000, T0 + 2_000_000, T0)).to.equal(900);
  });

  it('does not reach beyond the moment at which the request is given up', () => {
    expect(delaySeconds(T0 + 600_000, T0 + 200_000, T0)).to.equal(200);
  });
});

describe('the body of a request that is sent again', () => {
  it("is the same request, with this sending's time behind those before it", () => {
    const body = bodyOf({ gapPolicy: 'fail', retryTimestamps: [T0] });
    const again = bodyToSendAgain(body, retryTimesAgain({ retryTimestamps: [T0] }, T0 + 60_000));
    expect(again).to.equal(
      '{"clipId":"clip-1","cameraId":"cam","startTimestampInMs":1767225600000,"endTimestampInMs":1767225610000,' +
        '"gapPolicy":"fail","retryTimestamps":[1767225600000,1767225660000]}',
    );
  });

  it("is JSON where it was the older contract's literal", () => {
    const body =
      "{'clipId': 'a', 'retryTimestamps': [], 'cameraId': 'c', 'startTimestampInMs': '1', 'endTimestampInMs': 2}";
    const again = bodyToSendAgain(body, retryTimesAgain({ retryTimestamps: [] }, 7));
    expect(JSON.parse(again)).to.deep.equal({
      clipId: 'a',
      retryTimestamps: [7],
      cameraId: 'c',
      startTimestampInMs: '1',
      endTimestampInMs: 2,
    });
  });

  it('stays a valid request that was first sent at the same time, however often it was sent', () => {
    let body = bodyOf();
    let times: readonly number[] = [];
    for (let sending = 0; sending < 1005; sending++) {
      body = bodyToSendAgain(body, retryTimesAgain({ retryTimestamps: times }, T0 + sending));
      const parsed = parseRequest(body);
      if (!parsed.ok) throw new Error(parsed.reason.message);
      times = parsed.request.retryTimestamps;
    }
    expect([times.length, times[0], times[1], times.at(-1)]).to.deep.equal([1000, T0, T0 + 6, T0 + 1004]);
  });
});
