import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import type { ClipDocument } from '../../../functions/producer/core/clip-document.ts';
import { type Deployment, deployment } from '../deployment.ts';
import { run } from './program.ts';
import { account, writeOutputs } from './stack-outputs.ts';

describe("clip --wait on a machine whose clock is not the function's", () => {
  let wavecut: Deployment;

  before(async () => {
    wavecut = await deployment();
  });

  /** Waits for a clip that will be refused. @returns its document as it was printed, and the exit code. */
  const waitFor = async (clipId: string, clockAheadMs: number, queueUrl?: string) => {
    const clock = `const now = Date.now; Date.now = () => now() + ${clockAheadMs}`;
    const NODE_OPTIONS = `--import data:text/javascript,${encodeURIComponent(clock)}`;
    const window = ['--camera', 'cam-none', '--start', '1', '--end', '2'];
    const { stdout, exitCode } = await run(
      [
        'clip',
        '--id',
        clipId,
        ...window,
        '--wait',
        '--json',
        '--outputs',
        await writeOutputs(wavecut, queueUrl),
      ],
      { ...account(wavecut), NODE_OPTIONS },
    );
    const { status, attempts } = JSON.parse(stdout || '{}') as Partial<ClipDocument>;
    return { status, attempts, exitCode };
  };

  it('sees a refusal that was written before it was asked for, by that clock', async () => {
    const end = await waitFor('cli-ahead', 3_600_000);
    expect(end).to.deep.equal({ status: 'CLIP_OUT_OF_RANGE', attempts: 1, exitCode: 1 });
  });

  it('takes no earlier refusal for the answer, though it was written later, by that clock', async () => {
    expect(await waitFor('cli-behind', 0)).to.include({ attempts: 1 });
    // A queue that nobody polls: the function gets the message when the command has had time to be wrong.
    const { sqs } = wavecut.environment.clients;
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'held-back' }));
    const waiting = waitFor('cli-behind', -3_600_000, QueueUrl);
    const receive = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 });
    const { Messages: [message] = [] } = await sqs.send(receive);
    await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 2_000))]);
    await wavecut.send(message?.Body ?? '');
    expect(await waiting).to.deep.equal({ status: 'CLIP_OUT_OF_RANGE', attempts: 2, exitCode: 1 });
  });
});
