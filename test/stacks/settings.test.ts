import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { readStackSettings, SettingsError } from '../../stacks/settings.ts';
import { thrownBy } from '../functions/producer/samples.ts';

const CDKTF_JSON = JSON.parse(readFileSync(new URL('../../cdktf.json', import.meta.url), 'utf8'));

const messageOf = (variables: Record<string, string>, context?: unknown) => {
  const error = thrownBy(() => readStackSettings(context, variables));
  expect(error).to.be.instanceOf(SettingsError);
  return (error as Error).message;
};

describe('the settings of the stack', () => {
  it('have a default wherever nothing is set, which are those of the original', () => {
    expect(readStackSettings(undefined, {})).to.deep.equal({
      environment: 'dev',
      name: 'wavecut',
      region: 'us-east-1',
      accountId: null,
      stateBucket: null,
      stateRegion: null,
      tags: {},
      destinationAccess: 'public-read',
      clipsBucket: null,
      clipsExpireDays: null,
      publicBaseUrl: null,
      signedUrlMinutes: 60,
      recordingsBucket: null,
      recordingsPrefix: '',
      longestRecordingMinutes: 120,
      watermarksPrefix: 'watermarks/',
      recordingsExpireDays: null,
      cameraApiUrl: null,
      topicName: 'video_production',
      memoryMb: 1024,
      timeoutSeconds: 120,
      maxConcurrency: 10,
      vpcSubnetIds: [],
      vpcSecurityGroupIds: [],
      mongodbUri: null,
      mongodbSecretArn: null,
      mongodbDatabase: 'wavecut',
      logRetentionDays: 30,
      alarmEmail: null,
      forceDestroy: false,
    });
  });

  for (const [environment, logRetentionDays, maxConcurrency, forceDestroy] of [
    ['dev', 7, 5, true],
    ['staging', 14, 10, false],
    ['prod', 90, 50, false],
  ] as const) {
    it(`of ${environment} are in cdktf.json`, () => {
      const settings = readStackSettings(CDKTF_JSON.context.wavecut, { WAVECUT_ENV: environment });
      expect(settings).to.include({ environment, logRetentionDays, maxConcurrency, forceDestroy });
    });
  }

  it('are what a variable says, before what cdktf.json says', () => {
    const context = {
      prod: { memoryMb: 2048, timeoutSeconds: 300, tags: { team: 'a' }, vpcSubnetIds: ['subnet-1'] },
    };
    const settings = readStackSettings(context, {
      WAVECUT_ENV: 'prod',
      WAVECUT_MEMORY_MB: '3008',
      WAVECUT_TAGS: 'team=video, stage=2',
      WAVECUT_VPC_SUBNET_IDS: 'subnet-0a, subnet-0b',
      WAVECUT_VPC_SECURITY_GROUP_IDS: 'sg-0c',
      WAVECUT_FORCE_DESTROY: 'true',
    });
    expect(settings).to.deep.include({
      environment: 'prod',
      memoryMb: 3008,
      timeoutSeconds: 300,
      tags: { team: 'video', stage: '2' },
      vpcSubnetIds: ['subnet-0a', 'subnet-0b'],
      vpcSecurityGroupIds: ['sg-0c'],
      forceDestroy: true,
    });
  });

  it('count an empty variable as none', () => {
    expect(
      readStackSettings({ dev: { memoryMb: 2048 } }, { WAVECUT_MEMORY_MB: '', WAVECUT_ENV: '' }),
    ).to.include({
      memoryMb: 2048,
      environment: 'dev',
    });
  });

  it('take no notice of other variables', () => {
    expect(readStackSettings(undefined, { AWS_REGION: 'eu-west-1', HOME: '/root' })).to.include({
      region: 'us-east-1',
    });
  });

  it('name all that is wrong at once: where it is, the rule and the value', () => {
    const context = {
      staging: { logRetentionDays: 8, destinationAcces: 'private', forceDestroy: 'perhaps' },
    };
    expect(
      messageOf(
        {
          WAVECUT_ENV: 'staging',
          WAVECUT_MEMORY_MB: 'lots',
          WAVECUT_TIMEOUT_SECONDS: '901',
          WAVECUT_REGOIN: 'eu-west-1',
          WAVECUT_DESTINATION_ACCESS: 'open',
        },
        context,
      ),
    ).to.equal(
      [
        'The settings of staging cannot be deployed:',
        '  WAVECUT_REGOIN is no setting; did you mean WAVECUT_REGION?',
        "  cdktf.json's context.wavecut.staging.destinationAcces is no setting; did you mean destinationAccess?",
        '  WAVECUT_DESTINATION_ACCESS must be one of public-read, public-objects, private, got "open"',
        '  WAVECUT_MEMORY_MB must be a whole number from 512 to 10240, got "lots"',
        '  WAVECUT_TIMEOUT_SECONDS must be a whole number from 30 to 900, got "901"',
        "  cdktf.json's context.wavecut.staging.logRetentionDays must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, " +
          '180, 365, 400, 545, 731, 1096, 1827, 3653, got 8',
        '  cdktf.json\'s context.wavecut.staging.forceDestroy must be true or false, got "perhaps"',
      ].join('\n'),
    );
  });

  it('know the environments there are', () => {
    expect(messageOf({ WAVECUT_ENV: 'production' })).to.equal(
      'There is no such environment:\n  WAVECUT_ENV must be one of dev, staging, prod, got "production"',
    );
  });

  for (const [variable, values] of Object.entries({
    WAVECUT_NAME: ['Wavecut', '1cut', 'a'.repeat(21), 'a_b'],
    WAVECUT_REGION: ['frankfurt', 'EU-WEST-1'],
    WAVECUT_ACCOUNT_ID: ['12345', '12345678901a'],
    WAVECUT_STATE_BUCKET: ['a', 'Upper', '-a-b'],
    WAVECUT_TAGS: ['team', 'aws:team=a'],
    WAVECUT_CLIPS_EXPIRE_DAYS: ['0', '1.5', 'never'],
    WAVECUT_PUBLIC_BASE_URL: ['cdn.example', 'ftp://cdn.example'],
    WAVECUT_SIGNED_URL_MINUTES: ['0', '721'],
    WAVECUT_RECORDINGS_PREFIX: ['archive', '/archive/', 'a//b/'],
    WAVECUT_WATERMARKS_PREFIX: ['watermarks'],
    WAVECUT_TOPIC_NAME: ['video production', 'a'.repeat(257)],
    WAVECUT_MAX_CONCURRENCY: ['1', '1001'],
    WAVECUT_VPC_SUBNET_IDS: ['vpc-1', 'subnet-1,,subnet-2'],
    WAVECUT_MONGODB_SECRET_ARN: ['wavecut/uri', 'arn:aws:s3:::bucket'],
    WAVECUT_ALARM_EMAIL: ['ops'],
    WAVECUT_FORCE_DESTROY: ['yes'],
  })) {
    for (const value of values) {
      it(`refuse ${variable} ${JSON.stringify(value.slice(0, 24))}`, () => {
        const problems = messageOf({ [variable]: value }).split('\n');
        expect(problems).to.have.length(2);
        expect(problems[1])
          .to.contain(`  ${variable} must `)
          .and.contain(`got ${JSON.stringify(value)}`);
      });
    }
  }

  for (const uri of [
    'mongodb+srv://user:hunter2@cluster.example/?authMechanism=MONGODB-AWS',
    'mongodb+srv://hunter2@cluster.example/?authMechanism=MONGODB-AWS',
    'mongodb+srv://cluster.example/hunter2',
    'mongodb+srv://cluster.example/?authMechanism=MONGODB-AWS&authMechanismProperties=AWS_SESSION_TOKEN:hunter2',
    'https://hunter2.example/?authMechanism=MONGODB-AWS',
  ]) {
    it(`let no URI with a password into the state, and do not repeat one: ${uri.replace('hunter2', '…')}`, () => {
      const message = messageOf({ WAVECUT_MONGODB_URI: uri });
      expect(message).to.contain('WAVECUT_MONGODB_URI must be a mongodb URI').and.not.contain('hunter2');
    });
  }

  it('take a URI for signing in by the role', () => {
    const uri = 'mongodb+srv://cluster.example/?authMechanism=MONGODB-AWS&authSource=$external';
    expect(readStackSettings(undefined, { WAVECUT_MONGODB_URI: uri }).mongodbUri).to.equal(uri);
  });

  for (const [rule, variables] of [
    ['a VPC without security groups', { WAVECUT_VPC_SUBNET_IDS: 'subnet-1' }],
    ['security groups without a VPC', { WAVECUT_VPC_SECURITY_GROUP_IDS: 'sg-1' }],
    [
      'two ways to the database',
      {
        WAVECUT_MONGODB_URI: 'mongodb://db.example/?authMechanism=MONGODB-AWS',
        WAVECUT_MONGODB_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:uri-AbCdEf',
      },
    ],
    [
      'a CDN in front of what is private',
      { WAVECUT_PUBLIC_BASE_URL: 'https://cdn.example', WAVECUT_DESTINATION_ACCESS: 'private' },
    ],
    [
      "expiry in somebody else's bucket",
      { WAVECUT_RECORDINGS_BUCKET: 'archive', WAVECUT_RECORDINGS_EXPIRE_DAYS: '3' },
    ],
    ['clips among recordings', { WAVECUT_RECORDINGS_BUCKET: 'archive', WAVECUT_CLIPS_BUCKET: 'archive' }],
  ] as const) {
    it(`refuse ${rule}, and name the settings that do not go together`, () => {
      const message = messageOf({ ...variables });
      for (const name of Object.keys(variables)) expect(message).to.contain(name);
    });
  }

  it('refuse a cdktf.json of another shape', () => {
    expect(messageOf({}, { dev: [] })).to.contain("cdktf.json's context.wavecut.dev must be an object");
    expect(messageOf({}, 'dev')).to.contain('must be an object');
  });
});
