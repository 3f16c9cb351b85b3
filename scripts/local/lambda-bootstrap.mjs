/**
 * The runtime inside an execution environment: imports the handler once, then serves one invocation after the other
 * over the IPC channel to scripts/local/execution-environment.ts. Plain JavaScript, because the process it runs in
 * has Node and the unzipped function, and nothing of this project's tools.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { env } = process;

/** Lambda's form of an error: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
function toErrorResponse(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] };
}

async function loadHandler() {
  const [moduleName, exportName] = env._HANDLER.split('.');
  const path = ['.mjs', '.js']
    .map((extension) => join(env.LAMBDA_TASK_ROOT, `${moduleName}${extension}`))
    .find(existsSync);
  if (!path) throw named('Runtime.ImportModuleError', `Error: Cannot find module '${moduleName}'`);
  const handler = (await import(pathToFileURL(path).href))[exportName];
  if (typeof handler === 'function') return handler;
  throw named('Runtime.HandlerNotFound', `${env._HANDLER} is undefined or not exported`);
}

function named(name, message) {
  return Object.assign(new Error(message), { name });
}

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
function contextOf({ requestId, deadlineMs, functionArn }) {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: functionArn,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    awsRequestId: requestId,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
  };
}

async function serve(handler, invocation) {
  env._X_AMZN_TRACE_ID = invocation.traceId;
  try {
    const response = await handler(JSON.parse(invocation.event), contextOf(invocation));
    return { type: 'response', response: JSON.stringify(response ?? null) };
  } catch (error) {
    return { type: 'error', error: toErrorResponse(error) };
  }
}

// Without the host there is nobody to serve and nobody to stop us: end, and take all children along. ffmpeg has a group
// of its own, which the function kills when its process exits; those of our group are killed behind that.
process.on('disconnect', () => {
  process.once('exit', () => process.kill(-process.pid, 'SIGKILL'));
  process.exit(1);
});

try {
  const handler = await loadHandler();
  process.on('message', async (invocation) => process.send(await serve(handler, invocation)));
  process.send({ type: 'response', response: 'null' });
} catch (error) {
  process.send({ type: 'error', error: toErrorResponse(error) });
}
