import { expect } from 'chai';
import { readServerSettings } from '../../scripts/local/settings.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIA1', AWS_SECRET_ACCESS_KEY: 's3cret' };

describe('the servers of the local environment', () => {
  it('are the embedded ones where the environment names none', () => {
    expect(readServerSettings({ AWS_ENDPOINT_URL: '', MONGODB_URI: '' })).to.deep.equal({
      awsEndpoint: null,
      serviceEndpoints: {},
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      mongodbUri: null,
    });
  });

  it('are those that the environment names', () => {
    const settings = readServerSettings({
      AWS_ENDPOINT_URL: 'http://10.0.0.1:9000',
      AWS_ENDPOINT_URL_SQS: 'http://10.0.0.2:9324',
      MONGODB_URI: 'mongodb://10.0.0.3',
    });

    expect(settings).to.include({ awsEndpoint: 'http://10.0.0.1:9000', mongodbUri: 'mongodb://10.0.0.3' });
    expect(settings.serviceEndpoints).to.deep.equal({ AWS_ENDPOINT_URL_SQS: 'http://10.0.0.2:9324' });
  });

  it('get the caller’s credentials only where they are the caller’s servers', () => {
    const own = readServerSettings({
      ...KEYS,
      AWS_SESSION_TOKEN: 't',
      AWS_ENDPOINT_URL: 'http://10.0.0.1:9000',
    });

    expect(readServerSettings(KEYS).credentials).to.deep.equal({
      accessKeyId: 'test',
      secretAccessKey: 'test',
    });
    expect(own.credentials).to.deep.equal({
      accessKeyId: 'AKIA1',
      secretAccessKey: 's3cret',
      sessionToken: 't',
    });
  });
});
