import { expect } from 'chai';
import { FunctionArtifact } from '../../../stacks/constructs/function-artifact.ts';
import { SettingsError } from '../../../stacks/settings.ts';
import { thrownBy } from '../../functions/producer/samples.ts';
import { type Synthesized, smallZip, synthesized } from '../synthesized.ts';

/** Of `foo`. */
const SHA256 = '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae';

describe("the function's zip", () => {
  let stack: Synthesized;
  let artifact: FunctionArtifact;

  before(() => {
    stack = synthesized((scope) => {
      artifact = new FunctionArtifact(scope, 'it', { bucketName: 'artifacts', zipPath: smallZip() });
    });
  });

  it('lies under a key that changes with its content and with nothing else', () => {
    const object = stack.resource('aws_s3_object');
    expect(object).to.include({
      key: `lambda/${SHA256}.zip`,
      source_hash: 'LCa0a2j/xo/5m0U8HTBBNBNCLXBkg7+g+YpeiGJm564=',
    });
    expect(object).not.to.have.any.keys('etag', 'source_code_hash');
    expect(artifact.codeHash).to.equal('LCa0a2j/xo/5m0U8HTBBNBNCLXBkg7+g+YpeiGJm564=');
  });

  it('is read from a path beside the Terraform, so that both can be moved to another machine', () => {
    expect(stack.resource('aws_s3_object').source).to.match(/^assets\/\w+\/2c26b46b\w+\/producer\.zip$/);
  });

  it('stays until the function has moved over to the next one', () => {
    expect(stack.resource('aws_s3_object').lifecycle).to.deep.equal({ create_before_destroy: true });
  });

  it('can be brought back for thirty days, and then goes', () => {
    expect(stack.resource('aws_s3_bucket_versioning').versioning_configuration).to.deep.equal({
      status: 'Enabled',
    });
    expect(stack.resource('aws_s3_bucket_lifecycle_configuration').rule).to.deep.include({
      id: 'old-artifacts',
      status: 'Enabled',
      filter: [{ prefix: '' }],
      noncurrent_version_expiration: [{ noncurrent_days: 30 }],
      expiration: [{ expired_object_delete_marker: true }],
    });
  });

  it('must have been built: else the error says how', () => {
    const error = thrownBy(() =>
      synthesized(
        (scope) => new FunctionArtifact(scope, 'it', { bucketName: 'a', zipPath: '/none/producer.zip' }),
      ),
    );
    expect(error).to.be.instanceOf(SettingsError);
    expect(String(error)).to.contain('/none/producer.zip is missing: run npm run build first');
  });
});
