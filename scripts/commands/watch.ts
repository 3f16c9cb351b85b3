import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { ClipNotification } from '../../functions/producer/core/notification.ts';
import { parseOptions, wholeNumber } from '../options.ts';
import { COMMON_HELP, COMMON_OPTIONS, runCommand } from '../target/run-command.ts';
import { subscribe } from '../target/subscription.ts';

const HELP = `npm run wavecut -- watch [CLIP...] [options]

Shows what subscribers are told, as it is told, until Ctrl-C: of these clips, or of all. Subscribes a queue of its own
to the topic, and removes it at its end.

  --count N         ends after N notifications
${COMMON_HELP}
Exit codes: 0 after --count notifications, 1 a failure, 2 a wrong argument, 130 after Ctrl-C.
`;

/** `npm run wavecut -- watch`. @returns the exit code. */
export async function watch(argv: string[]): Promise<number> {
  return runCommand(
    'watch',
    HELP,
    () => {
      const options = { ...COMMON_OPTIONS, count: { type: 'string' } } as const;
      const { values, positionals } = parseOptions({ args: argv, options, allowPositionals: true });
      if (values.help) return null;
      const count = values.count === undefined ? Infinity : wholeNumber('count', values.count, 1);
      return { clipIds: positionals, count, outputs: values.outputs, json: values.json };
    },
    async ({ clipIds, count, json }, { target, print, say, signal }) => {
      const { sqs, sns, topicArn } = target;
      const subscription = await subscribe(sqs, sns, topicArn, 'wavecut-watch');
      try {
        say(`Watching ${target.name}; Ctrl-C ends it.`);
        for (let shown = 0; shown < count; ) {
          const receive = new ReceiveMessageCommand({
            QueueUrl: subscription.queueUrl,
            WaitTimeSeconds: 20,
            MaxNumberOfMessages: 1,
          });
          const { Messages = [] } = await sqs.send(receive, { abortSignal: signal });
          for (const { Body = '', ReceiptHandle } of Messages) {
            await sqs.send(new DeleteMessageCommand({ QueueUrl: subscription.queueUrl, ReceiptHandle }));
            const told = JSON.parse(Body) as ClipNotification;
            if (clipIds.length > 0 && !clipIds.includes(told.clipId)) continue;
            print(json ? JSON.stringify(told) : toldInWords(told));
            shown++;
          }
        }
        return 0;
      } finally {
        await subscription.close();
      }
    },
  );
}

/** A notification in one line. */
function toldInWords({ clipId, status, reason, expectedAt, clip, gaps }: ClipNotification): string {
  const parts = [
    new Date().toISOString().slice(11, 19),
    clipId,
    status,
    ...(clip.url ? [clip.url] : []),
    ...(gaps.length > 0 ? [`${gaps.length} gap${gaps.length === 1 ? '' : 's'}`] : []),
    ...(reason ? [`${reason.code}: ${reason.message}`] : []),
    ...(expectedAt ? [`expected at ${new Date(expectedAt).toISOString()}`] : []),
  ];
  return parts.join('  ');
}
