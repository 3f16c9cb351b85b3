import { expect } from 'chai';
import { type LocalEnvironment, startEnvironment } from '../../scripts/local/environment.ts';
import { readServerSettings } from '../../scripts/local/settings.ts';
import { type GuardedMongo, startGuardedMongo } from '../fixtures/guarded-mongo.ts';
import { until } from '../support/until.ts';
import { deployment } from './deployment.ts';

describe('a database that takes roles instead of passwords', () => {
  let mongo: GuardedMongo;
  let environment: LocalEnvironment | undefined;

  afterEach(async () => {
    await environment?.stop();
    await mongo.stop();
  });

  it('lets the deployed function in by its own credentials, though the zip brings no chain of others', async () => {
    mongo = await startGuardedMongo('none');
    const { zipPath } = await deployment();
    const statuses: (string | undefined)[] = [];
    environment = await startEnvironment({
      zipPath,
      settings: { ...readServerSettings({}), mongodbUri: mongo.awsUri },
      functionEnvironment: { AWS_ACCESS_KEY_ID: 'AKIAROLEOFFUNCTION', AWS_SESSION_TOKEN: 'token' },
      onLog: (line) => {
        const { step, status } = JSON.parse(line) as { step?: string; status?: string };
        if (step === 'told' || step === 'failed') statuses.push(status);
      },
    });
    await environment.host.invoke({
      Records: [
        {
          messageId: 'm1',
          body: JSON.stringify({ clipId: 'refused', cameraId: 'cam', cut: 'fast' }),
          attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(Date.now()) },
        },
      ],
    });
    await until(() => statuses.length > 0);
    expect(statuses).to.deep.equal(['CLIP_REJECTED']);
    expect(mongo.signIns).to.deep.equal(['AKIAROLEOFFUNCTION']);
  });
});
