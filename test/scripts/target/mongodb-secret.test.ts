import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { expect } from 'chai';
import { readMongodbUri } from '../../../scripts/target/mongodb-secret.ts';
import { REGION } from '../../functions/producer/adapters/mocked-aws.ts';
import { rejectionOf } from '../../functions/producer/samples.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:wavecut-dev/mongodb-uri-AbCdEf';

describe("MongoDB's secret, for the commands", () => {
  let manager = mockClient(SecretsManagerClient);
  manager.restore();
  beforeEach(() => {
    manager = mockClient(SecretsManagerClient);
  });
  afterEach(() => manager.restore());

  const read = (SecretString: string) => {
    manager.on(GetSecretValueCommand, { SecretId: ARN }).resolves({ SecretString });
    return readMongodbUri(ARN, REGION);
  };

  it('is read as the function reads it: white space around it, or JSON, and all', async () => {
    for (const secret of ['mongodb://host/db', '\n mongodb://host/db\n', '{"uri": "mongodb://host/db"}']) {
      expect(await read(secret)).to.equal('mongodb://host/db');
    }
  });

  it('is named, and never repeated, where it holds no URI', async () => {
    for (const secret of ['hunter2', '{"password": "hunter2"}', '"hunter2"', '']) {
      const error = await rejectionOf(read(secret));
      expect(error).to.have.property('message').that.contains(ARN).and.contains('it holds no mongodb:// or');
      expect(String(error)).not.to.contain('hunter2');
    }
  });
});
