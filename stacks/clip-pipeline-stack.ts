import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity/index.js';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition/index.js';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import { S3Backend, TerraformElement, TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct, Node } from 'constructs';
import { Alarms } from './constructs/alarms.ts';
import { Dashboard } from './constructs/dashboard.ts';
import { DatabaseAccess } from './constructs/database-access.ts';
import { DestinationBucket } from './constructs/destination-bucket.ts';
import { FunctionArtifact } from './constructs/function-artifact.ts';
import { NotificationTopic } from './constructs/notification-topic.ts';
import { OperationsTopic } from './constructs/operations-topic.ts';
import { ProducerFunction } from './constructs/producer-function.ts';
import { RecordingsBucket } from './constructs/recordings-bucket.ts';
import { RequestQueue } from './constructs/request-queue.ts';
import { producerVariables } from './producer-variables.ts';
import type { StackSettings } from './settings.ts';

export interface ClipPipelineOptions {
  readonly settings: StackSettings;
  /** The zip of `npm run build`. */
  readonly zipPath: string;
}

/** All of Wavecut in one environment: a request in the queue becomes a clip in the bucket. */
export class ClipPipelineStack extends TerraformStack {
  constructor(scope: Construct, { settings, zipPath }: ClipPipelineOptions) {
    const prefix = `${settings.name}-${settings.environment}`;
    super(scope, prefix);
    const { region, forceDestroy, timeoutSeconds: functionTimeoutS } = settings;
    this.#keepState(settings);
    new AwsProvider(this, 'aws', {
      region,
      ...(settings.accountId === null ? {} : { allowedAccountIds: [settings.accountId] }),
      defaultTags: [{ tags: tagsOf(settings) }],
    });
    const account = new DataAwsCallerIdentity(this, 'account', {}).accountId;
    const partition = new DataAwsPartition(this, 'partition', {}).partition;
    const functionName = `${prefix}-producer`;

    const recordings = new RecordingsBucket(this, 'recordings', {
      existing: settings.recordingsBucket,
      // Names of buckets are the whole world's: the account makes them ours.
      bucketName: `${prefix}-recordings-${account}`,
      expireDays: settings.recordingsExpireDays,
      forceDestroy,
    });
    const destination = new DestinationBucket(this, 'destination', {
      bucketName: settings.clipsBucket ?? `${prefix}-clips-${account}`,
      access: settings.destinationAccess,
      expireDays: settings.clipsExpireDays,
      forceDestroy,
    });
    const { queue, deadLetters } = new RequestQueue(this, 'queue', {
      queueName: `${prefix}-clip-requests`,
      functionTimeoutS,
    });
    const topic = new NotificationTopic(this, 'notifications', { topicName: settings.topicName });
    const database = new DatabaseAccess(this, 'database', {
      secretName: `${prefix}/mongodb-uri`,
      existingSecretArn: settings.mongodbSecretArn,
      uri: settings.mongodbUri,
      database: settings.mongodbDatabase,
      forceDestroy,
    });
    const artifact = new FunctionArtifact(this, 'code', {
      bucketName: `${prefix}-artifacts-${account}`,
      zipPath,
    });
    const producer = new ProducerFunction(this, 'producer', {
      functionName,
      artifact,
      memoryMb: settings.memoryMb,
      timeoutS: functionTimeoutS,
      maxConcurrency: settings.maxConcurrency,
      logRetentionDays: settings.logRetentionDays,
      variables: producerVariables(settings, {
        recordingsBucket: recordings.bucketName,
        clipsBucket: destination.bucketName,
        clipsBaseUrl: destination.baseUrl,
        topicArn: topic.arn,
        queueUrl: queue.url,
        database: database.variables,
      }),
      vpc:
        settings.vpcSubnetIds.length > 0
          ? { subnetIds: settings.vpcSubnetIds, securityGroupIds: settings.vpcSecurityGroupIds }
          : null,
      grants: {
        functionArn: `arn:${partition}:lambda:${region}:${account}:function:${functionName}`,
        recordingsBucketArn: recordings.arn,
        recordingsPrefix: settings.recordingsPrefix,
        watermarksPrefix: settings.watermarksPrefix,
        clipsBucketArn: destination.arn,
        signsUrls: settings.destinationAccess === 'private',
        queueArn: queue.arn,
        topicArn: topic.arn,
        secretArn: database.secretArn,
      },
    });
    const operations = new OperationsTopic(this, 'operations', {
      topicName: `${prefix}-operations`,
      accountId: account,
      email: settings.alarmEmail,
    });
    const watched = {
      queueName: queue.name,
      deadLetterQueueName: deadLetters.name,
      functionName: producer.functionName,
      functionTimeoutS,
    };
    const alarms = new Alarms(this, 'alarms', { prefix, operationsTopicArn: operations.arn, ...watched });
    const dashboard = new Dashboard(this, 'operators', {
      dashboardName: prefix,
      region,
      logGroupName: producer.logGroupName,
      topicName: topic.topicName,
      alarmArns: alarms.arns,
      ...watched,
    });

    this.#output('region', region, 'AWS region of everything');
    this.#output('request_queue_url', queue.url, 'Send requests for clips here');
    this.#output('dead_letter_queue_url', deadLetters.url, 'Where requests end that failed at every receive');
    this.#output('notification_topic_arn', topic.arn, 'Subscribe to be told of clips');
    this.#output('operations_topic_arn', operations.arn, 'Subscribe to be told of alarms');
    this.#output('recordings_bucket', recordings.bucketName, 'Where cameras record into');
    this.#output('recordings_prefix', settings.recordingsPrefix, "Begins every recording's key");
    this.#output('watermarks_prefix', settings.watermarksPrefix, "Begins every watermark's key");
    this.#output(
      'longest_recording_minutes',
      settings.longestRecordingMinutes,
      'As long as a recording may be',
    );
    if (settings.cameraApiUrl !== null) {
      this.#output('camera_api_url', settings.cameraApiUrl, 'Asked for the recordings of a camera');
    }
    this.#output('clips_bucket', destination.bucketName, 'Where clips and thumbnails are');
    this.#output('function_name', producer.functionName, 'The Lambda function');
    this.#output('function_memory_mb', settings.memoryMb, "The function's memory");
    this.#output('function_timeout_seconds', functionTimeoutS, 'How long the function may run');
    this.#output('log_group', producer.logGroupName, "The function's log");
    this.#output('dashboard_url', dashboard.url, 'What an operator keeps open');
    this.#output('mongodb_database', settings.mongodbDatabase, 'Database with the collection clips');
    if (database.secretArn !== null) {
      this.#output('mongodb_secret_arn', database.secretArn, 'Put the MongoDB URI in here');
    }
  }

  /** Names as a person would give them, `queue_requests`, where cdktf's own end in hashes: paths are unique already. */
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const node = TerraformElement.isTerraformElement(element) ? element.node : element;
    return node.path.split('/').slice(1).join('_');
  }

  #keepState({ stateBucket, stateRegion, region }: StackSettings): void {
    if (stateBucket === null) return;
    const key = `${this.node.id}.tfstate`;
    const backend = new S3Backend(this, {
      bucket: stateBucket,
      key,
      region: stateRegion ?? region,
      encrypt: true,
    });
    // Terraform locks by an object beside the state since 1.10; cdktf has no property for it yet.
    backend.addOverride('use_lockfile', true);
  }

  #output(name: string, value: string | number, description: string): void {
    new TerraformOutput(this, name, { value, description });
  }
}

function tagsOf({ name, environment, tags }: StackSettings): Record<string, string> {
  return { Application: name, Environment: environment, ManagedBy: 'terraform', ...tags };
}
