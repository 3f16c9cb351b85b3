import { expect } from 'chai';
import { OUTCOMES, UNTOLD } from '../../functions/producer/core/outcomes.ts';
import { alarmsInOperations, readDocument } from '../fixtures/documents.ts';
import { synthesizedPipeline } from '../stacks/synthesized.ts';
import { VARIANTS, type Variables } from '../stacks/variants.ts';

describe('docs/operations.md', () => {
  let document: string;
  let alarms: string[];

  before(async () => {
    document = await readDocument('docs/operations.md');
    alarms = alarmsOf({});
    expect(alarms).to.include('dead-letters');
  });

  const alarmsOf = (variables: Variables) =>
    Object.values(
      synthesizedPipeline({ ...variables, WAVECUT_ENV: 'dev' }).resources('aws_cloudwatch_metric_alarm'),
    ).map((alarm) => String(alarm.alarm_name).replace('wavecut-dev-', ''));

  it('says what to do at every alarm of the stack, however it is set, and at no other', async () => {
    const all = new Set([...alarms, ...Object.values(VARIANTS).flatMap(alarmsOf)]);
    // In order, so that what lacks or is too much is all that the difference shows.
    expect((await alarmsInOperations()).toSorted()).to.deep.equal([...all].toSorted());
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
