import { expect } from 'chai';
import { DatabaseAccess, type DatabaseAccessOptions } from '../../../stacks/constructs/database-access.ts';
import { synthesized } from '../synthesized.ts';

function accessOf(options: Partial<DatabaseAccessOptions> = {}) {
  let access: DatabaseAccess | undefined;
  const stack = synthesized((scope) => {
    access = new DatabaseAccess(scope, 'it', {
      secretName: 'wavecut-dev/mongodb-uri',
      existingSecretArn: null,
      uri: null,
      database: 'wavecut',
      forceDestroy: false,
      ...options,
    });
  });
  return { stack, access: access as DatabaseAccess };
}

const URI = 'mongodb+srv://cluster.example/?authMechanism=MONGODB-AWS';
const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:uri-AbCdEf';

describe('access to the database', () => {
  it('is a secret without a value: no plan and no state ever holds one', () => {
    const { stack, access } = accessOf();
    expect(stack.resource('aws_secretsmanager_secret')).to.include({ name: 'wavecut-dev/mongodb-uri' });
    expect(stack.resources('aws_secretsmanager_secret_version')).to.deep.equal({});
    expect(access.variables).to.have.all.keys('MONGODB_SECRET_ARN', 'MONGODB_DATABASE');
  });

  it('can be brought back for thirty days, but where everything is to go', () => {
    expect(accessOf().stack.resource('aws_secretsmanager_secret')).to.include({
      recovery_window_in_days: 30,
    });
    expect(accessOf({ forceDestroy: true }).stack.resource('aws_secretsmanager_secret')).to.include({
      recovery_window_in_days: 0,
    });
  });

  it('is an existing secret where one is named', () => {
    const { stack, access } = accessOf({ existingSecretArn: ARN });
    expect(stack.resources('aws_secretsmanager_secret')).to.deep.equal({});
    expect(access.secretArn).to.equal(ARN);
    expect(access.variables).to.deep.equal({ MONGODB_SECRET_ARN: ARN, MONGODB_DATABASE: 'wavecut' });
  });

  it('is no secret at all where the role signs in', () => {
    const { stack, access } = accessOf({ uri: URI });
    expect(stack.resources('aws_secretsmanager_secret')).to.deep.equal({});
    expect(access.secretArn).to.equal(null);
    expect(access.variables).to.deep.equal({ MONGODB_URI: URI, MONGODB_DATABASE: 'wavecut' });
  });
});
