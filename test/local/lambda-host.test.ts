import { spawn } from 'node:child_process';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { type LambdaHost, type LambdaHostOptions, startLambdaHost } from '../../scripts/local/lambda-host.ts';
import { until } from '../support/until.ts';
import { fakeFunction, isGone } from './fake-function.ts';

/** A child of the function, as ffmpeg is: it writes its pid, and would outlive everybody. */
const WITH_CHILD = `
  import { spawn } from 'node:child_process';
  export const handler = async (event) => {
    if (event.quick) return process.pid;
    const child = spawn(process.execPath, ['-e', event.child ?? 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    console.log('child', child.pid);
    await new Promise(() => setInterval(() => {}, 1000));
  };`;

describe('the local Lambda host', () => {
  const cleanups: (() => Promise<void>)[] = [];

  async function host(source: string, options: Partial<LambdaHostOptions> = {}): Promise<LambdaHost> {
    const { zipPath, remove } = await fakeFunction(source);
    const started = await startLambdaHost({ zipPath, environment: {}, ...options });
    cleanups.push(() => started.stop(), remove);
    return started;
  }

  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });

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

  it('kills the process and its children when the time is up, and serves the next in a new one', async () => {
    const lines: string[] = [];
    const { invoke, pids } = await host(WITH_CHILD, { timeoutMs: 500, onLog: (line) => lines.push(line) });

    const invocation = invoke({});
    await until(() => lines.length > 0);
    const [pid] = pids() as [number];
    const report = await invocation;

    expect(report.ok || report.error).to.deep.equal({
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${report.requestId} Error: Task timed out after 0.50 seconds`,
    });
    await until(() => isGone(pid));
    expect(await invoke({ quick: true })).to.deep.include({ ok: true, response: pids()[0] });
    expect(pids()).to.not.include(pid);
  });

  it('kills the process when it and its children together use more memory than they may', async () => {
    const { invoke } = await host(WITH_CHILD, { memoryMb: 256 });

    const report = await invoke({
      child: 'globalThis.a = Buffer.alloc(300e6, 1); setInterval(() => {}, 1000)',
    });

    expect(report.ok || report.error.errorType).to.equal('Runtime.OutOfMemory');
    expect(report.peakRssMb).to.be.greaterThan(256);
  });

  it('tells the highest memory and the CPU time of the process and its children', async () => {
    const { invoke } = await host(`
      import { execFileSync } from 'node:child_process';
      const BUSY = 'globalThis.a = Buffer.alloc(150e6, 1); const end = Date.now() + 400; while (Date.now() < end);';
      export const handler = async () => void execFileSync(process.execPath, ['-e', BUSY]);`);

    const report = await invoke({});

    expect(report.peakRssMb).to.be.within(150, 1024);
    if (process.platform === 'linux') expect(report.cpuMs).to.be.within(200, 4000);
  });

  it('fails an invocation whose process is killed, takes its children along, and serves the next in a new one', async () => {
    const lines: string[] = [];
    const { invoke, pids } = await host(WITH_CHILD, { onLog: (line) => lines.push(line) });

    const invocation = invoke({});
    await until(() => lines.length > 0);
    const [pid] = pids() as [number];
    process.kill(pid, 'SIGKILL');
    const report = await invocation;

    expect(report.ok || report.error).to.deep.equal({
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${report.requestId} Error: Runtime exited with error: signal: killed`,
    });
    await until(() => isGone(pid));
    expect(await invoke({ quick: true })).to.deep.include({ ok: true, response: pids()[0] });
    expect(pids()).to.not.include(pid);
  });

  it('serves in a new process after one died while it was idle', async () => {
    const { invoke, pids } = await host('export const handler = async () => process.pid;');

    await invoke({});
    const [pid] = pids() as [number];
    process.kill(pid, 'SIGKILL');
    await until(() => pids().length === 0);

    expect((await invoke({})).ok).to.equal(true);
  });

  it('names the exit status of a function that ends its own process', async () => {
    const { invoke } = await host('export const handler = async () => process.exit(3);');

    const report = await invoke({});

    expect(report.ok || report.error.errorMessage).to.match(
      /Error: Runtime exited with error: exit status 3$/,
    );
  });

  it('leaves no process and no file when it stops, in the middle of an invocation too', async () => {
    const lines: string[] = [];
    const { invoke, pids, stop, taskRoot } = await host(WITH_CHILD, { onLog: (line) => lines.push(line) });

    const invocation = invoke({});
    await until(() => lines.length > 0);
    const [pid] = pids() as [number];
    await stop();

    expect(await invocation).to.have.property('ok', false);
    expect(pids()).to.deep.equal([]);
    expect(await isGone(pid)).to.equal(true);
    expect(
      await access(`${taskRoot}/..`).then(
        () => true,
        () => false,
      ),
    ).to.equal(false);
  });

  it('leaves no process when the host itself is killed', async () => {
    const { zipPath, remove } = await fakeFunction(WITH_CHILD);
    cleanups.push(remove);
    const script = fileURLToPath(new URL('doomed-host.ts', import.meta.url));
    const doomed = spawn(process.execPath, ['--import', 'tsx', script, zipPath], {
      env: { ...process.env, TMPDIR: dirname(zipPath) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const { value: line } = await createInterface({ input: doomed.stdout })[Symbol.asyncIterator]().next();
    const pid = Number(line);
    expect(await isGone(pid)).to.equal(false);

    doomed.kill('SIGKILL');

    await until(() => isGone(pid));
  });
});
