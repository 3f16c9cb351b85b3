import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Logger } from '@aws-lambda-powertools/logger';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { buildPorts } from './build-ports.ts';
import { describeError } from './core/errors.ts';
import { deliveryOf } from './delivery.ts';
import { settingsFromEnvironment } from './env.ts';
import { collectGarbage } from './garbage.ts';
import { produceClip } from './produce-clip.ts';
import { comeBack } from './steps/come-back.ts';

// Once per execution environment: clients keep their connections from one invocation to the next.
const settings = settingsFromEnvironment();
const logger = new Logger({ serviceName: 'wavecut' });
const bundledFfmpeg = join(dirname(fileURLToPath(import.meta.url)), 'ffmpeg');
const ports = await buildPorts(settings, logger, bundledFfmpeg);

/**
 * Lambda's entry. Works through every record of the batch and answers with those that failed: SQS deletes the
 * others, and delivers these again until the queue's limit of receives moves them to the dead-letter queue.
 */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const record of event.Records) {
    if (!(await handleRecord(record, context))) batchItemFailures.push({ itemIdentifier: record.messageId });
  }
  collectGarbage();
  return { batchItemFailures };
}

async function handleRecord(record: SQSRecord, context: Context): Promise<boolean> {
  const receives = Number(record.attributes.ApproximateReceiveCount);
  logger.resetKeys();
  logger.appendKeys({ messageId: record.messageId, requestId: context.awsRequestId, receives });
  try {
    await produceClip(
      {
        messageId: record.messageId,
        body: record.body,
        sentAtMs: Number(record.attributes.SentTimestamp),
        receives,
        isLastReceive: receives >= settings.maxReceives,
      },
      deliveryOf(record.messageId, context, ports.clock),
      ports,
    );
    return true;
  } catch (error) {
    logger.error('step', { step: 'failed', reason: describeError(error) });
    const { receiptHandle } = record;
    await comeBack({ receiptHandle, receives, maxReceives: settings.maxReceives }, error, ports);
    return false;
  }
}
