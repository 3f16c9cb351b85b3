import { stat } from 'node:fs/promises';
import { expect } from 'chai';
import { lambdaHosts } from './lambda-hosts.ts';

describe('the local Lambda host', () => {
  const host = lambdaHosts();

  it('hands the event in and the answer out as JSON', async () => {
    const { invoke } = await host(
      'export const handler = async ({ at }) => ({ year: new Date(at).getUTCFullYear() });',
    );

    expect(await invoke({ at: new Date(0) })).to.deep.include({ ok: true, response: { year: 1970 } });
  });

  it('answers null where the handler answers nothing', async () => {
    const { invoke } = await host('export const handler = async () => {};');

    expect(await invoke({})).to.deep.include({ ok: true, response: null });
  });

  it('gives the handler the context of Lambda', async () => {
    const { invoke } = await host(
      `export const handler = async (event, context) => ({ ...context, remainingMs: context.getRemainingTimeInMillis() });`,
      { functionName: 'cutter', memoryMb: 512, timeoutMs: 60_000 },
    );

    const report = await invoke({});

    const response = (report.ok && report.response) as Record<string, unknown>;
    expect(response).to.include({
      functionName: 'cutter',
      functionVersion: '$LATEST',
      memoryLimitInMB: '512',
      awsRequestId: report.requestId,
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:cutter',
      logGroupName: '/aws/lambda/cutter',
    });
    expect(response.remainingMs).to.be.within(1, 60_000);
  });

  it('gives the function the variables of Lambda and its own, and none of the host', async () => {
    process.env.WAVECUT_SECRET_OF_THE_HOST = 'x';
    const { invoke } = await host('export const handler = async () => process.env;', {
      environment: { CLIPS_BUCKET: 'clips', AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'a' },
    });

    const report = await invoke({});
    delete process.env.WAVECUT_SECRET_OF_THE_HOST;

    const variables = (report.ok && report.response) as Record<string, string>;
    expect(variables).to.include({ CLIPS_BUCKET: 'clips', AWS_REGION: 'eu-west-1', TZ: ':UTC' });
    // biome-ignore format: one row a group
    expect(Object.keys(variables)).to.have.members([
      'CLIPS_BUCKET', 'AWS_ACCESS_KEY_ID',
      '_HANDLER', '_X_AMZN_TRACE_ID', 'AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_EXECUTION_ENV',
      'AWS_LAMBDA_FUNCTION_MEMORY_SIZE', 'AWS_LAMBDA_FUNCTION_NAME', 'AWS_LAMBDA_FUNCTION_VERSION',
      'AWS_LAMBDA_INITIALIZATION_TYPE', 'AWS_LAMBDA_LOG_GROUP_NAME', 'AWS_LAMBDA_LOG_STREAM_NAME',
      'LAMBDA_RUNTIME_DIR', 'LAMBDA_TASK_ROOT', 'HOME', 'LANG', 'PATH', 'TMPDIR', 'TZ',
    ]);
  });

  it('runs in the unzipped function, which nobody may write to', async () => {
    const { invoke, taskRoot } = await host('export const handler = async () => process.cwd();');

    expect(await invoke({})).to.deep.include({ response: taskRoot });
    expect((await stat(taskRoot)).mode & 0o777).to.equal(0o555);
    expect((await stat(`${taskRoot}/handler.mjs`)).mode & 0o777).to.equal(0o444);
  });

  it('keeps the process and its temporary folder for the next invocation', async () => {
    const { invoke } = await host(`
      import { readdirSync, writeFileSync } from 'node:fs';
      import { tmpdir } from 'node:os';
      let invocations = 0;
      export const handler = async () => {
        writeFileSync(tmpdir() + '/' + invocations, '');
        return { pid: process.pid, invocations: ++invocations, files: readdirSync(tmpdir()) };
      };`);

    const cold = await invoke({});
    const warm = await invoke({});

    expect(cold.initMs).to.be.greaterThan(0);
    expect(warm.initMs).to.equal(null);
    const { pid } = (cold.ok && cold.response) as { pid: number };
    expect(warm).to.deep.include({ response: { pid, invocations: 2, files: ['0', '1'] } });
  });

  it('runs as many invocations at a time as it has environments, one in each', async () => {
    const { invoke, pids } = await host(
      `import { setTimeout } from 'node:timers/promises';
      let running = 0;
      export const handler = async () => {
        running += 1;
        await setTimeout(100);
        return { pid: process.pid, running: running-- };
      };`,
      { concurrency: 2 },
    );

    const reports = await Promise.all([invoke({}), invoke({}), invoke({}), invoke({})]);

    const responses = reports.map(
      (report) => (report.ok && report.response) as { pid: number; running: number },
    );
    expect(responses.map(({ running }) => running)).to.deep.equal([1, 1, 1, 1]);
    expect(new Set(responses.map(({ pid }) => pid)))
      .to.deep.equal(new Set(pids()))
      .and.have.property('size', 2);
  });

  it('tells what the handler threw, and stays warm', async () => {
    const { invoke } = await host(
      'export const handler = async () => { throw new TypeError("no such camera"); };',
    );

    const first = await invoke({});
    const second = await invoke({});

    expect(first.ok || first.error).to.deep.include({
      errorType: 'TypeError',
      errorMessage: 'no such camera',
    });
    expect(second.initMs).to.equal(null);
  });

  it('tells why a function could not be imported, and tries again in a new process', async () => {
    const { invoke } = await host('throw new Error("CLIPS_BUCKET is missing");');

    const first = await invoke({});
    const second = await invoke({});

    expect(first.ok || first.error).to.deep.include({
      errorType: 'Error',
      errorMessage: 'CLIPS_BUCKET is missing',
    });
    expect(second.initMs).to.be.greaterThan(0);
  });

  it('passes on every line the function wrote before it tells the answer', async () => {
    const lines: string[] = [];
    const { invoke } = await host(
      `export const handler = async () => { console.log('one\\ntwo'); console.error('three'); };`,
      { onLog: (line) => lines.push(line) },
    );

    await invoke({});

    expect(lines).to.have.members(['one', 'two', 'three']);
  });
});
