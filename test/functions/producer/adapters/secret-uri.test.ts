import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { expect } from 'chai';
import { SecretUri } from '../../../../functions/producer/adapters/secret-uri.ts';
import { rejectionOf } from '../samples.ts';
import { REGION } from './mocked-aws.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:wavecut-dev/mongodb-uri-AbCdEf';

describe('the URI in a secret', () => {
  let manager = mockClient(SecretsManagerClient);
  manager.restore();
  let uri: SecretUri;

  beforeEach(() => {
    manager = mockClient(SecretsManagerClient);
    manager.onAnyCommand().rejects(new Error('the test arranged no answer to this command'));
    uri = new SecretUri(new SecretsManagerClient(REGION), ARN);
  });
  afterEach(() => manager.restore());

  const holds = (SecretString: string) =>
    manager.on(GetSecretValueCommand, { SecretId: ARN }).resolves({ SecretString });

  it('is read once, however many ask at once', async () => {
    holds('mongodb+srv://user:password@cluster.example/');
    const all = await Promise.all([uri.read(), uri.read(), uri.read()]);
    expect(new Set(all)).to.deep.equal(new Set(['mongodb+srv://user:password@cluster.example/']));
    expect(manager.calls()).to.have.length(1);
  });

  it('is read again where that is wanted', async () => {
    holds('mongodb://old.example/');
    await uri.read();
    holds('mongodb://new.example/');
    expect(await uri.read()).to.equal('mongodb://old.example/');
    expect(await uri.readAgain()).to.equal('mongodb://new.example/');
    expect(await uri.read()).to.equal('mongodb://new.example/');
  });

  it('may end in a line break, as files do', async () => {
    holds('mongodb://db.example/\n');
    expect(await uri.read()).to.equal('mongodb://db.example/');
  });

  it('may stand among others in JSON, where an operator keeps it so', async () => {
    holds('{"user": "u", "uri": "mongodb://db.example/"}');
    expect(await uri.read()).to.equal('mongodb://db.example/');
  });

  it('is asked for again after a failure', async () => {
    const failure = new Error('Secrets Manager is down');
    manager.on(GetSecretValueCommand).rejects(failure);
    expect(await rejectionOf(uri.read())).to.equal(failure);
    holds('mongodb://db.example/');
    expect(await uri.read()).to.equal('mongodb://db.example/');
  });

  it('must be one: what else the secret holds is named by its place and not repeated', async () => {
    holds('hunter2');
    const error = await rejectionOf(uri.read());
    expect(error).to.have.property('code', 'no-database-uri');
    expect(String(error)).to.contain(ARN).and.not.contain('hunter2');
    holds('mongodb://db.example/');
    expect(await uri.read()).to.equal('mongodb://db.example/');
  });
});
