import { expect } from 'chai';
import { type LambdaHost, startLambdaHost } from '../../scripts/local/lambda-host.ts';
import { type EmbeddedMongo, startEmbeddedMongo } from '../../scripts/local/mongo/server.ts';
import { deployment } from './deployment.ts';
import { sqsEvent } from './sqs-event.ts';

describe('a database that cannot be reached when the function starts', () => {
  let host: LambdaHost | undefined;
  let mongo: EmbeddedMongo | undefined;

  after(async () => {
    await host?.stop();
    await mongo?.stop();
  });

  it('fails the message, and none after it is there', async () => {
    const { environment, zipPath } = await deployment();
    const { uri, port, stop } = await startEmbeddedMongo();
    await stop();
    host = await startLambdaHost({
      zipPath,
      environment: { ...environment.functionEnvironment, MONGODB_URI: uri, REQUEST_TIMEOUT_MS: '1000' },
    });
    const body = JSON.stringify({
      ...{ clipId: 'database-away', cameraId: 'nowhere' },
      ...{ startTimestampInMs: 1_000, endTimestampInMs: 2_000 },
    });
    const deliver = async (by: LambdaHost) => {
      const report = await by.invoke(sqsEvent(environment, body));
      return report.ok ? report.response : report.error;
    };

    expect(await deliver(host))
      .to.have.property('batchItemFailures')
      .with.lengthOf(1);
    mongo = await startEmbeddedMongo({ port });
    expect(await deliver(host)).to.deep.equal({ batchItemFailures: [] });
    // By the same process, which stays warm.
    expect(host.pids()).to.have.lengthOf(1);
  });
});
