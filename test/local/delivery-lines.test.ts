import type { SQSRecord } from 'aws-lambda';
import { expect } from 'chai';
import { deliveryLines } from '../../scripts/local/delivery-lines.ts';
import type { DeliveredBatch } from '../../scripts/local/event-source.ts';

const FIGURES = { requestId: 'r', durationMs: 2340, initMs: null, peakRssMb: 181.4, cpuMs: 900 };

describe('the lines of npm start', () => {
  const lines: string[] = [];
  const { onLog, onDelivery } = deliveryLines((line) => lines.push(line.replace(/^\d\d:\d\d:\d\d {2}/, '')));

  beforeEach(() => {
    lines.length = 0;
  });

  const step = (messageId: string, fields: object) =>
    onLog(JSON.stringify({ step: 'x', messageId, ...fields }));

  function deliver(messageId: string, end: Partial<DeliveredBatch>): void {
    const records = [{ messageId, attributes: { ApproximateReceiveCount: '3' } } as SQSRecord];
    onDelivery({
      records,
      report: { ...FIGURES, ok: true, response: {} },
      deleted: [messageId],
      failed: [],
      ...end,
    });
  }

  it('tell the clip, its status and what it took', () => {
    step('m1', { clipId: 'c1', reason: 'starts on a keyframe' });
    step('m1', { clipId: 'c1', status: 'CLIP_AVAILABLE', reason: null });
    deliver('m1', {});

    expect(lines).to.deep.equal(['c1  CLIP_AVAILABLE  2.3 s, 181 MB']);
  });

  it('tell why a request was rejected', () => {
    step('m2', { clipId: 'c2', reason: { code: 'invalid-field', message: 'startMs is missing' } });
    step('m2', { status: 'CLIP_REJECTED' });
    deliver('m2', {});

    expect(lines).to.deep.equal(['c2  CLIP_REJECTED (invalid-field: startMs is missing)  2.3 s, 181 MB']);
  });

  it('tell why a message failed, and for which time', () => {
    step('m3', { reason: { code: 'no-clip-id', message: 'not JSON' } });
    deliver('m3', { deleted: [], failed: ['m3'] });

    expect(lines).to.deep.equal(['message m3  failed on receive 3 (no-clip-id: not JSON)  2.3 s, 181 MB']);
  });

  it('tell how the function died', () => {
    const error = { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 120.00 seconds' };
    deliver('m4', { report: { ...FIGURES, ok: false, error }, deleted: [], failed: ['m4'] });

    expect(lines).to.deep.equal([
      'message m4  failed on receive 3 (Task timed out after 120.00 seconds)  2.3 s, 181 MB',
    ]);
  });

  it('pass on what the function writes besides its steps', () => {
    onLog('Error: boom');

    expect(lines).to.deep.equal(['  Error: boom']);
  });
});
