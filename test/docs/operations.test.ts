import { expect } from 'chai';
import { OUTCOMES, UNTOLD } from '../../functions/producer/core/outcomes.ts';
import { alarmsInOperations, readDocument } from '../fixtures/documents.ts';
import { synthesizedPipeline } from '../stacks/synthesized.ts';

describe('docs/operations.md', () => {
  let document: string;
  let alarms: string[];

  before(async () => {
    document = await readDocument('docs/operations.md');
    const made = Object.values(synthesizedPipeline().resources('aws_cloudwatch_metric_alarm'));
    alarms = made.map((alarm) => String(alarm.alarm_name).replace('wavecut-dev-', ''));
    expect(alarms).to.include('dead-letters');
  });

  it('says what to do at every alarm of the stack, and at no other', async () => {
    expect(await alarmsInOperations()).to.have.members(alarms);
  });

  it('says what every reason means that a dead letter may have', () => {
    const rows = [...document.matchAll(/^\| `([\w-]+)` \|/gm)].map((match) => match[1]);
    expect(rows).to.include.members(Object.keys({ ...OUTCOMES.FATAL_ERROR.reasons, ...UNTOLD }));
  });

  it('has the price of as many alarms as there are in docs/deploy.md', async () => {
    const row = /^\| alarms at 0\.10.* \| ([\d.]+) \| 0 \|$/m.exec(await readDocument('docs/deploy.md'));
    expect(Number(row?.[1])).to.be.closeTo(alarms.length * 0.1, 0.001);
  });
});
