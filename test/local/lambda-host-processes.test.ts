import { spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { until } from '../support/until.ts';
import { fakeFunction, isGone } from './fake-function.ts';
import { lambdaHosts } from './lambda-hosts.ts';

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
  const host = lambdaHosts();

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
    try {
      const script = fileURLToPath(new URL('doomed-host.ts', import.meta.url));
      const doomed = spawn(process.execPath, [script, zipPath], {
        env: { ...process.env, TMPDIR: dirname(zipPath) },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const { value: line } = await createInterface({ input: doomed.stdout })[Symbol.asyncIterator]().next();
      const pid = Number(line);
      expect(await isGone(pid)).to.equal(false);

      doomed.kill('SIGKILL');

      await until(() => isGone(pid));
    } finally {
      await remove();
    }
  });
});
