import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  SQSServiceException,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import type { DeadLetter } from '../../../scripts/redrive/dead-letters.ts';
import { moveAll } from '../../../scripts/redrive/move.ts';
import { mockedSqs } from '../../functions/producer/adapters/mocked-aws.ts';
import { rejectionOf } from '../../functions/producer/samples.ts';

const ARN = 'arn:aws:sqs:us-east-1:123456789012:clip-requests-dlq';
const NEVER = new AbortController().signal;

const LETTERS = ['one', 'two'].map(
  (messageId): DeadLetter => ({
    messageId,
    receiptHandle: `handle of ${messageId}`,
    body: '{}',
    attributes: undefined,
    clipId: null,
    refusal: null,
    sentAtMs: 0,
    receives: 6,
  }),
);

/** Neither fauxqs nor moto has such tasks: AWS's answers are these. */
describe("moving all dead letters by SQS's own task", () => {
  const sqs = mockedSqs();
  const move = (signal = NEVER) =>
    moveAll({ sqs: sqs.client, queueUrl: 'requests', deadLetterQueueUrl: 'dead' }, LETTERS, signal);
  const refusal = (name: string, message = name) =>
    new SQSServiceException({ name, message, $fault: 'client', $metadata: { httpStatusCode: 400 } });
  const givenBack = () =>
    sqs.mock
      .commandCalls(ChangeMessageVisibilityCommand)
      .map((call) => [call.args[0].input.ReceiptHandle, call.args[0].input.VisibilityTimeout]);

  beforeEach(() => {
    sqs.mock.on(GetQueueAttributesCommand).resolves({ Attributes: { QueueArn: ARN } });
    sqs.mock.on(StartMessageMoveTaskCommand).resolves({ TaskHandle: 'task' });
    sqs.mock.on(ChangeMessageVisibilityCommand).resolves({});
  });

  it('waits for its end and tells how many it moved, to where each came from', async () => {
    sqs.mock
      .on(ListMessageMoveTasksCommand)
      .resolvesOnce({ Results: [{ Status: 'RUNNING', ApproximateNumberOfMessagesMoved: 5 }] })
      .resolves({ Results: [{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 12 }] });
    expect(await move()).to.equal(12);
    const [start] = sqs.mock.commandCalls(StartMessageMoveTaskCommand);
    expect(start?.args[0].input).to.deep.equal({ SourceArn: ARN });
    expect(sqs.mock.commandCalls(ListMessageMoveTasksCommand)).to.have.lengthOf(2);
  });

  it('lets go of what was taken to be shown, or it would be left behind', async () => {
    sqs.mock.on(ListMessageMoveTasksCommand).resolves({ Results: [{ Status: 'COMPLETED' }] });
    expect(await move()).to.equal(0);
    expect(givenBack()).to.deep.equal([
      ['handle of one', 0],
      ['handle of two', 0],
    ]);
  });

  for (const [name, message] of [
    ['InvalidAction', 'The action StartMessageMoveTask is not valid for this endpoint.'],
    ['AWS.SimpleQueueService.UnsupportedOperation', 'Unsupported operation'],
    ['NotImplemented', 'The service knows no such task'],
    ['UnknownOperationException', 'Unknown action'],
  ] as const) {
    it(`is left to be done one by one where the service has no such task: ${name}`, async () => {
      sqs.mock.on(StartMessageMoveTaskCommand).rejects(refusal(name, message));
      expect(await move()).to.equal(null);
      expect(givenBack()).to.deep.equal([]);
    });
  }

  it('fails where it may not be done', async () => {
    sqs.mock.on(StartMessageMoveTaskCommand).rejects(refusal('AccessDenied', 'not authorized'));
    expect(await rejectionOf(move())).to.have.property('message', 'not authorized');
  });

  it('fails with the reason where the task does', async () => {
    const FailureReason = 'AWS.SimpleQueueService.NonExistentQueue';
    sqs.mock.on(ListMessageMoveTasksCommand).resolves({ Results: [{ Status: 'FAILED', FailureReason }] });
    expect(await rejectionOf(move())).to.have.property(
      'message',
      `The move ended as FAILED: ${FailureReason}`,
    );
  });

  it('is waited for no longer when that is broken off; SQS goes on', async () => {
    sqs.mock.on(ListMessageMoveTasksCommand).resolves({ Results: [{ Status: 'RUNNING' }] });
    expect(await rejectionOf(move(AbortSignal.timeout(20)))).to.have.property('name', 'AbortError');
  });
});
