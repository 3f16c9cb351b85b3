import { startEnvironment } from './local/environment.ts'; import { putObject } from './local/put-object.ts'; import { parseStep } from './local/function-log.ts';
import { SendMessageCommand } from '@aws-sdk/client-sqs'; import { setTimeout } from 'node:timers/promises'; import { groupUsage } from './local/process-group.ts';
let killed = false; const t0 = Date.now(); let done = 0;
const env = await startEnvironment({ visibilityTimeoutS: 3, onProgress: console.log, onLog: async (l) => { const s = parseStep(l); console.log(Date.now()-t0, s ? s.step : l);
  if (s?.step === 'planned' && !killed) { killed = true; await setTimeout(300); const pid = env.host.pids()[0]!; console.log('kill', pid, await groupUsage(pid)); process.kill(pid, 'SIGKILL'); await setTimeout(100); console.log('after', await groupUsage(pid)); } },
  onDelivery: (d) => { console.log(Date.now()-t0, d.report, d.deleted.length); done += d.deleted.length; } });
await putObject(env.clients.s3, env.recordingsBucket, 'cam/front.20260101T000000.mp4', '/tmp/x/rec.mp4');
await env.clients.sqs.send(new SendMessageCommand({ QueueUrl: env.queueUrl, MessageBody: JSON.stringify({clipId:'k',cameraId:'cam',startTimestampInMs:1767225600500,endTimestampInMs:1767225609900}) }));
while (!done) await setTimeout(100);
const t = performance.now(); await env.stop(); console.log('stop', performance.now() - t);
