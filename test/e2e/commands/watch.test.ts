import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import { until } from '../../support/until.ts';
import { announced, clipArgs } from './announced.ts';
import { run, start } from './program.ts';

describe('the commands for a Wavecut that runs', () => {
  const wavecut = announced();

  const listQueues = () => wavecut().environment.clients.sqs.send(new ListQueuesCommand({}));

  it('watch shows what is told of a clip, and leaves no queue behind', async () => {
    const watching = start(['watch', 'cli-watched', '--count', '1', '--json']);
    await until(async () => {
      const { QueueUrls = [] } = await listQueues();
      return QueueUrls.some((url) => url.includes('wavecut-watch'));
    });
    await new Promise((resolve) => watching.stderr?.once('data', resolve));
    await run(clipArgs('cli-unwatched'));
    await run(clipArgs('cli-watched'));
    const { stdout, exitCode } = await watching;
    expect(JSON.parse(stdout)).to.include({ clipId: 'cli-watched', status: 'CLIP_AVAILABLE' });
    expect(exitCode).to.equal(0);
    expect((await listQueues()).QueueUrls?.filter((url) => url.includes('wavecut-watch'))).to.deep.equal([]);
  });
});
