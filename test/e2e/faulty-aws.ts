import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Call, Fault, Faults } from './faults.ts';
import { handOn } from './hand-on.ts';

const STATUS: Partial<Record<Fault, [status: number, code: string]>> = {
  error: [500, 'InternalError'],
  'slow-down': [503, 'SlowDown'],
  denied: [403, 'AccessDenied'],
};

/** S3, SQS and SNS as they are, but for the calls that a test has them fail at. */
export async function startFaultyAws(
  upstream: string,
  faults: Faults,
): Promise<{ readonly endpoint: string; stop(): Promise<void> }> {
  const server = createServer(async (incoming, answer) => {
    const body = await buffer(incoming);
    const { call, about } = describe(incoming, body);
    const fault = call && faults(call, about);
    if (fault) misbehave(fault, incoming, answer, call);
    else handOn(upstream, incoming, answer, { body });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function describe(
  { method, url = '', headers }: IncomingMessage,
  body: Buffer,
): { call: Call | null; about: string } {
  const target = String(headers['x-amz-target'] ?? '');
  const text =
    body.length < 65_536
      ? decodeURIComponent(
          body
            .toString('latin1')
            .replaceAll('+', ' ')
            .replace(/%(?![0-9A-F]{2})/gi, ''),
        )
      : '';
  if (target === 'AmazonSQS.SendMessage') return { call: 'sqs send', about: text };
  if (target === 'AmazonSQS.ChangeMessageVisibility') return { call: 'sqs hide', about: text };
  if (text.includes('Action=Publish')) return { call: 'sns publish', about: text };
  const about = decodeURIComponent(url);
  if (method === 'GET' && url.includes('list-type=2')) return { call: 's3 list', about };
  if (method === 'GET') return { call: headers.range === 'bytes=0-0' ? 's3 stat' : 's3 read', about };
  if (method === 'PUT') return { call: about.includes('.mp4') ? 's3 put clip' : 's3 put thumbnail', about };
  return { call: null, about };
}

function misbehave(fault: Fault, incoming: IncomingMessage, answer: ServerResponse, call: Call): void {
  if (fault === 'reset') return void incoming.socket.resetAndDestroy();
  if (fault === 'hang') return;
  if (fault === 'hang-in-body') {
    answer.writeHead(206, { 'content-length': 1000, etag: '"e"', 'content-range': 'bytes 0-999/1000' });
    return void answer.write('half of');
  }
  const [status, code] = STATUS[fault] ?? [500, 'InternalError'];
  if (call.startsWith('s3')) {
    answer.writeHead(status, { 'content-type': 'application/xml' });
    answer.end(`<Error><Code>${code}</Code><Message>${fault}</Message></Error>`);
  } else if (call.startsWith('sqs')) {
    answer.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    answer.end(JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message: fault }));
  } else {
    answer.writeHead(status, { 'content-type': 'text/xml' });
    answer.end(
      `<ErrorResponse><Error><Code>${code}</Code><Message>${fault}</Message></Error></ErrorResponse>`,
    );
  }
}
