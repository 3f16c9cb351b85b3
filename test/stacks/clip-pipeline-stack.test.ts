import { expect } from 'chai';
import { ALLOCATOR_VARIABLES, FUNCTION_VARIABLES, readSettings } from '../../functions/producer/env.ts';
import { type Synthesized, synthesizedPipeline } from './synthesized.ts';
import { VARIANTS } from './variants.ts';

const variablesOf = (stack: Synthesized) =>
  (stack.resource('aws_lambda_function').environment as { variables: Record<string, string> }).variables;

describe('the stack', () => {
  let stack: Synthesized;

  before(() => {
    stack = synthesizedPipeline();
  });

  it('creates these resources, and the alarms of test/stacks/constructs/alarms.test.ts', () => {
    const created = Object.entries(stack.json.resource ?? {}).flatMap(([type, blocks]) =>
      Object.keys(blocks as object).map((name) => `${type}.${name}`),
    );
    const others = created.filter((name) => !name.startsWith('aws_cloudwatch_metric_alarm.'));
    const expected = [
      'aws_cloudwatch_dashboard.operators_dashboard',
      'aws_cloudwatch_log_group.producer_log_group',
      'aws_iam_role.producer_execution_role',
      'aws_iam_role_policy.producer_execution_policy',
      'aws_lambda_event_source_mapping.producer_event_source',
      'aws_lambda_function.producer_function',
      ...['recordings_created', 'destination_clips', 'code_artifacts'].flatMap((bucket) => [
        `aws_s3_bucket.${bucket}_bucket`,
        `aws_s3_bucket_lifecycle_configuration.${bucket}_lifecycle`,
        `aws_s3_bucket_ownership_controls.${bucket}_ownership`,
        `aws_s3_bucket_policy.${bucket}_policy`,
        `aws_s3_bucket_public_access_block.${bucket}_public_access_block`,
        `aws_s3_bucket_server_side_encryption_configuration.${bucket}_encryption`,
      ]),
      'aws_s3_bucket_acl.destination_acl',
      'aws_s3_bucket_cors_configuration.destination_cors',
      'aws_s3_bucket_versioning.code_versioning',
      'aws_s3_object.code_object',
      'aws_secretsmanager_secret.database_secret',
      'aws_sns_topic.notifications_topic',
      'aws_sns_topic.operations_topic',
      'aws_sns_topic_policy.notifications_policy',
      'aws_sns_topic_policy.operations_policy',
      'aws_sqs_queue.queue_dead_letters',
      'aws_sqs_queue.queue_requests',
      'aws_sqs_queue_policy.queue_dead_letters_policy',
      'aws_sqs_queue_policy.queue_requests_policy',
      'aws_sqs_queue_redrive_allow_policy.queue_redrive_allow',
    ];
    // In order, so that what lacks or is new is all that the difference shows.
    expect(others.toSorted()).to.deep.equal(expected.toSorted());
  });

  it('gives each element a name of its own', () => {
    // Two of one name would be one block in the JSON: each block knows the path of the construct it is of.
    const paths = new Set<string>();
    JSON.stringify(stack.json, (key, value) => {
      if (key === 'path' && typeof value === 'string') paths.add(value);
      return value;
    });
    const names = [...paths].map((path) => path.split('/').slice(1).join('_'));
    expect(new Set(names).size).to.equal(names.length);
  });

  it('gives the function variables that the function takes, and no others', () => {
    for (const variables of [{}, ...Object.values(VARIANTS)]) {
      const deployed = { ...variablesOf(synthesizedPipeline(variables)), AWS_REGION: 'us-east-1' };
      // Terraform's references are names and URLs once they are resolved.
      const resolved = Object.fromEntries(
        Object.entries(deployed).map(([name, value]) => [
          name,
          value.replace(/^\$\{[^}]+\.url\}$/, 'https://resolved.example').replace(/\$\{[^}]+\}/g, 'resolved'),
        ]),
      );
      expect(() => readSettings(resolved), JSON.stringify(variables)).not.to.throw();
      expect([...FUNCTION_VARIABLES, ...Object.keys(ALLOCATOR_VARIABLES), 'AWS_REGION']).to.include.members(
        Object.keys(deployed),
      );
    }
  });

  it('gives the function its surroundings by name, its limits, and what its memory needs', () => {
    expect(variablesOf(stack)).to.deep.equal({
      RECORDINGS_BUCKET: '${aws_s3_bucket.recordings_created_bucket.id}',
      WATERMARKS_PREFIX: 'watermarks/',
      LONGEST_RECORDING_MINUTES: '120',
      CLIPS_BUCKET: '${aws_s3_bucket.destination_clips_bucket.id}',
      PUBLIC_BASE_URL: 'https://${aws_s3_bucket.destination_clips_bucket.bucket_regional_domain_name}',
      NOTIFICATION_TOPIC_ARN: '${aws_sns_topic.notifications_topic.arn}',
      REQUEST_QUEUE_URL: '${aws_sqs_queue.queue_requests.url}',
      MAX_RECEIVES: '5',
      MONGODB_SECRET_ARN: '${aws_secretsmanager_secret.database_secret.arn}',
      MONGODB_DATABASE: 'wavecut',
      MALLOC_ARENA_MAX: '1',
      MALLOC_TRIM_THRESHOLD_: '131072',
    });
  });

  it('gives the function what is set and not there by default', () => {
    expect(
      variablesOf(
        synthesizedPipeline({
          WAVECUT_RECORDINGS_PREFIX: 'archive/',
          WAVECUT_CAMERA_API_URL: 'https://cameras.example',
          WAVECUT_PUBLIC_BASE_URL: 'https://cdn.example',
        }),
      ),
    ).to.include({
      RECORDINGS_PREFIX: 'archive/',
      CAMERA_API_URL: 'https://cameras.example',
      PUBLIC_BASE_URL: 'https://cdn.example',
    });
    expect(variablesOf(synthesizedPipeline({ WAVECUT_DESTINATION_ACCESS: 'private' }))).to.include({
      SIGNED_URL_MINUTES: '60',
    });
  });

  it('puts the tags on everything', () => {
    expect(synthesizedPipeline({ WAVECUT_TAGS: 'team=video' }).json.provider?.aws).to.deep.equal([
      {
        default_tags: [
          { tags: { Application: 'wavecut', Environment: 'dev', ManagedBy: 'terraform', team: 'video' } },
        ],
        region: 'us-east-1',
      },
    ]);
  });

  it('deploys to one account only, where one is named', () => {
    const { provider } = synthesizedPipeline({ WAVECUT_ACCOUNT_ID: '123456789012' }).json;
    expect(provider?.aws)
      .to.have.nested.property('[0].allowed_account_ids')
      .that.deep.equals(['123456789012']);
  });

  it('keeps its state in a bucket, encrypted and locked, where one is named', () => {
    const variables = {
      WAVECUT_ENV: 'prod',
      WAVECUT_STATE_BUCKET: 'states',
      WAVECUT_STATE_REGION: 'eu-west-1',
    };
    expect(synthesizedPipeline(variables).json.terraform?.backend).to.deep.equal({
      s3: {
        bucket: 'states',
        key: 'wavecut-prod.tfstate',
        region: 'eu-west-1',
        encrypt: true,
        use_lockfile: true,
      },
    });
  });

  it('asks for the very provider that its types were made of', () => {
    expect(stack.json.terraform?.required_providers).to.deep.equal({
      aws: { source: 'aws', version: '5.100.0' },
    });
  });

  it('tells where everything is, and nothing secret', () => {
    const outputs = stack.json.output as unknown as Record<
      string,
      { description?: string; sensitive?: boolean }
    >;
    expect(Object.keys(outputs)).to.have.members([
      'region',
      'request_queue_url',
      'dead_letter_queue_url',
      'notification_topic_arn',
      'operations_topic_arn',
      'recordings_bucket',
      'recordings_prefix',
      'watermarks_prefix',
      'clips_bucket',
      'function_name',
      'longest_recording_minutes',
      'function_memory_mb',
      'function_timeout_seconds',
      'log_group',
      'dashboard_url',
      'mongodb_database',
      'mongodb_secret_arn',
    ]);
    for (const { description } of Object.values(outputs))
      expect(description).to.be.a('string').and.not.be.empty;
  });

  it('names everything after its environment, so that two can stand in one account', () => {
    const prod = synthesizedPipeline({ WAVECUT_ENV: 'prod', WAVECUT_TOPIC_NAME: 'video_production_2' });
    const named = ['aws_sqs_queue', 'aws_sns_topic', 'aws_s3_bucket', 'aws_lambda_function', 'aws_iam_role'];
    const names = named.flatMap((type) =>
      Object.values(prod.resources(type)).map(
        ({ name, bucket, function_name }) => name ?? bucket ?? function_name,
      ),
    );
    for (const name of names) expect(name).to.match(/^(wavecut-prod-|video_production_2$)/);
  });
});
