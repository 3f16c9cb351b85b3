import { expect } from 'chai';
import { parseStep } from '../../scripts/local/function-log.ts';

describe('a line of the function’s log', () => {
  it('tells a step with its figures, without what every line has', () => {
    const line =
      '{"level":"WARN","message":"step","timestamp":"2026-01-01T00:00:00.000Z","service":"wavecut","sampling_rate":0,"xray_trace_id":"1-2-3","messageId":"m1","requestId":"r1","receives":2,"clipId":"c1","step":"cut","mode":"copy","bytesRead":1200}';

    expect(parseStep(line)).to.deep.equal({
      step: 'cut',
      level: 'WARN',
      messageId: 'm1',
      clipId: 'c1',
      figures: { mode: 'copy', bytesRead: 1200 },
    });
  });

  for (const line of [
    '',
    'Error: boom',
    '{"level":"INFO","message":"hello"}',
    'null',
    '[1]',
    '"step"',
    '{"step":7}',
    '{',
  ]) {
    it(`tells no step where it is ${line || 'empty'}`, () => {
      expect(parseStep(line)).to.equal(null);
    });
  }
});
