import { listInOrderOfBytes } from './fauxqs-listing.ts';

type App = ReturnType<typeof import('fauxqs').buildApp>;

/**
 * S3, SQS and SNS in this process, on 127.0.0.1; everything is in memory and gone with it. Needs Node 22.5.
 *
 * It is fauxqs, corrected from outside where it is not like AWS in ways that matter here. Its own start function is not
 * used: that listens on every interface of the machine, this on the loopback alone.
 *
 * @param port 0 for any free one.
 * @throws EADDRINUSE, with the port in `error.port`, where it is taken.
 */
export async function startFauxqs(port: number): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const { buildApp } = await withoutExperimentalWarnings(() => import('fauxqs'));
  await listInOrderOfBytes();
  const app = buildApp({ logger: false });
  takeLargeBodies(app);
  refuseRightsOfObjects(app);
  handOutReachableQueueUrls(app);
  resolveMessageStructure(app);
  const endpoint = await app.listen({ port, host: '127.0.0.1' });
  return { endpoint, stop: async () => void (await app.close()) };
}

/** A PutObject of 5 GiB is S3's limit; fauxqs has one of 11 MiB, which a plain upload of a recording exceeds. */
function takeLargeBodies(app: App): void {
  app.removeContentTypeParser('*');
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 6 * 1024 ** 3 }, (_request, body, done) => {
    done(null, body);
  });
}

/** fauxqs takes the ACL or the tags of an object for a new body of the object; better to be told that there are none. */
function refuseRightsOfObjects(app: App): void {
  app.addHook('onRequest', async (request, reply) => {
    const { query, params } = request as { query: object; params: { '*'?: string } };
    const unknown = ['acl', 'tagging', 'retention', 'legal-hold'].find((name) => name in query);
    if (request.method !== 'PUT' || !params['*'] || !unknown) return;
    const message = `The local S3 keeps no ${unknown} of an object`;
    reply.code(501).type('application/xml');
    return reply.send(`<Error><Code>NotImplemented</Code><Message>${message}</Message></Error>`);
  });
}

/**
 * fauxqs hands out queue URLs of the host `sqs.us-east-1.localhost`, which not every machine resolves, and SDKs send
 * requests there. Here they carry the host that the caller reached us by.
 */
function handOutReachableQueueUrls(app: App): void {
  const withQueueUrls = /^AmazonSQS\.(CreateQueue|GetQueueUrl|ListQueues)$/;
  const host = /(?<="http:\/\/)sqs\.[\w-]+\.localhost(:\d+)?(?=\/)/g;
  app.addHook('onSend', async (request, _reply, payload) => {
    const isAffected = withQueueUrls.test(String(request.headers['x-amz-target']));
    if (!isAffected || typeof payload !== 'string') return payload;
    return payload.replaceAll(host, request.headers.host ?? '127.0.0.1');
  });
}

/**
 * With `MessageStructure: json` a message holds a text for each protocol, and a queue gets its own or the default;
 * fauxqs delivers the whole. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
function resolveMessageStructure(app: App): void {
  app.addHook('preHandler', async (request) => {
    const form = request.body as { Action?: string; MessageStructure?: string; Message?: string } | undefined;
    if (form?.Action !== 'Publish' || form.MessageStructure !== 'json') return;
    const texts = JSON.parse(form.Message ?? '') as { sqs?: string; default: string };
    form.Message = texts.sqs ?? texts.default;
  });
}

/** fauxqs loads Node's SQLite, which it does not use here, and Node warns of that on every start. */
async function withoutExperimentalWarnings<T>(load: () => Promise<T>): Promise<T> {
  const { emitWarning } = process;
  process.emitWarning = (...[warning, options, ...rest]: unknown[]) => {
    if (options !== 'ExperimentalWarning') Reflect.apply(emitWarning, process, [warning, options, ...rest]);
  };
  try {
    return await load();
  } finally {
    process.emitWarning = emitWarning;
  }
}
