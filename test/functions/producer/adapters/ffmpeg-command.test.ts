import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import installed from '@ffmpeg-installer/ffmpeg';
import { expect } from 'chai';
import { execa } from 'execa';
import { Ffmpeg, FfmpegFailed } from '../../../../functions/producer/adapters/ffmpeg.ts';
import {
  type FfmpegLimits,
  limitedCommand,
  limitsFor,
} from '../../../../functions/producer/adapters/ffmpeg-command.ts';
import { until } from '../../../support/until.ts';
import { rejectionOf } from '../samples.ts';

const MB = 1024 * 1024;
const NEVER = new AbortController().signal;
const AMPLE: FfmpegLimits = { dataBytes: 1024 * MB, cpuSeconds: 60, fileBytes: 100 * MB };
const FFMPEG_MODULE = fileURLToPath(
  new URL('../../../../functions/producer/adapters/ffmpeg.ts', import.meta.url),
);

const picture = (size: string, ...output: string[]) => [
  ...['-v', 'error', '-nostdin', '-y', '-f', 'lavfi', '-i', `testsrc2=s=${size}`],
  ...output,
];

describe("ffmpeg's surroundings", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ffmpeg-limits-test-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('leave Node its share of the memory, and ffmpeg what 1080p takes', () => {
    expect(limitsFor(1024).dataBytes / MB).to.equal(704);
    expect(limitsFor(512).dataBytes / MB).to.equal(384);
    expect(limitsFor(3008).dataBytes / MB).to.equal(2688);
  });

  it('are none where none are asked for', () => {
    expect(limitedCommand('/opt/ffmpeg', ['-y'], null)).to.deep.equal({ file: '/opt/ffmpeg', args: ['-y'] });
  });

  it('are numbers and one constant script, behind which all arguments stand as they are', () => {
    const { file, args } = limitedCommand('/opt/ff mpeg', ['$(id)', '; rm *'], AMPLE);
    expect(file).to.equal('/bin/sh');
    expect(args.slice(2)).to.deep.equal([
      'wavecut-limits',
      '1048576',
      '60',
      '204800',
      '/opt/ff mpeg',
      '$(id)',
      '; rm *',
    ]);
    expect(args[1]).to.match(/exec "\$@"$/);
  });

  it('are told of by no error: that is about ffmpeg', async () => {
    const running = new Ffmpeg(installed.path, AMPLE).run(
      ['-v', 'error', '-i', 'none $(id).mp4'],
      folder,
      NEVER,
    );
    const { message } = (await rejectionOf(running)) as FfmpegFailed;
    expect(message.split('\n')).to.deep.equal([
      `Command failed with exit code 1: '${installed.path}' -v error -i 'none $(id).mp4'`,
      'none $(id).mp4: No such file or directory',
    ]);
  });

  // Other systems have no such limits, and Lambda is none of them.
  if (process.platform === 'linux') {
    async function failureWith(limits: Partial<FfmpegLimits>, args: readonly string[]): Promise<string> {
      const error = await rejectionOf(
        new Ffmpeg(installed.path, { ...AMPLE, ...limits }).run(args, folder, NEVER),
      );
      expect(error).to.be.instanceOf(FfmpegFailed);
      return (error as FfmpegFailed).message;
    }

    it('end an ffmpeg that wants more memory than there is for it', async () => {
      const args = picture('1280x720', '-frames:v', '2', '-c:v', 'libx264', '-f', 'null', '-');
      await new Ffmpeg(installed.path, AMPLE).run(args, folder, NEVER);
      expect(await failureWith({ dataBytes: 40 * MB }, args)).to.match(/malloc|memory|opening encoder/i);
    });

    it('end an ffmpeg that goes on for ever', async () => {
      expect(await failureWith({ cpuSeconds: 1 }, picture('64x64', '-f', 'null', '-'))).to.match(
        /SIG(XCPU|KILL)/,
      );
    });

    it('end an ffmpeg that fills the disk', async () => {
      const args = picture('640x360', '-c:v', 'rawvideo', '-f', 'avi', 'large.avi');
      expect(await failureWith({ fileBytes: 2 * MB }, args)).to.match(/SIGXFSZ|File too large/);
    });

    it('hold no environment, none of our files, and a group of its own', async () => {
      const path = join(folder, 'ffmpeg');
      const script = 'cat /proc/$$/environ > environ; ls -l /proc/$$/fd > files; cat /proc/$$/stat > stat';
      await writeFile(path, `#!/bin/sh\n${script}\n`);
      await chmod(path, 0o755);
      const ours = await open(join(folder, 'ours'), 'w');
      process.env.AWS_SECRET_ACCESS_KEY_OF_TEST = 'secret';
      try {
        await new Ffmpeg(path, AMPLE).run([], folder, NEVER);
      } finally {
        delete process.env.AWS_SECRET_ACCESS_KEY_OF_TEST;
        await ours.close();
      }
      // A shell may set some for itself.
      expect(await readFile(join(folder, 'environ'), 'utf8')).not.to.match(/AWS|PROXY|NODE|HOME/i);
      expect(await readFile(join(folder, 'files'), 'utf8'))
        .to.contain('/files')
        .and.not.contain('/ours');
      const [pid, , , , group, session] = (await readFile(join(folder, 'stat'), 'utf8')).split(' ');
      expect([group, session]).to.deep.equal([pid, pid]);
    });

    it('are left by nobody: what ffmpeg started is killed with it', async () => {
      const path = join(folder, 'ffmpeg');
      await writeFile(path, '#!/bin/sh\nsleep 1000 &\necho $! > child\nwait\n');
      await chmod(path, 0o755);
      const abort = new AbortController();
      const running = rejectionOf(new Ffmpeg(path, AMPLE).run([], folder, abort.signal));
      await until(async () => (await readdir(folder)).includes('child'));
      const child = async () => Number(await readFile(join(folder, 'child'), 'utf8'));
      await until(async () => (await child()) > 0);
      expect(isRunning(await child())).to.equal(true);
      abort.abort();
      await running;
      const pid = await child();
      await until(async () => !isRunning(pid));
    });

    it('end with the process that ffmpeg works for', async () => {
      const code = `
        import { Ffmpeg } from ${JSON.stringify(FFMPEG_MODULE)};
        const never = new AbortController().signal;
        const { output } = new Ffmpeg(${JSON.stringify(installed.path)}, ${JSON.stringify(AMPLE)})
          .start(['-v', 'error', '-re', '-f', 'lavfi', '-i', 'color=s=64x64', '-f', 'mpegts', 'pipe:1'], [], '.', never);
        await output.getReader().read();
        process.exit(0);`;
      const marker = `color=s=64x64`;
      const before = running(marker);
      await execa(process.execPath, ['--input-type=module', '-e', code]);
      await until(async () => running(marker).every((pid) => before.includes(pid)));
    });
  }
});

/** proc_pid_stat(5): the state follows the name in brackets. */
function isRunning(pid: number): boolean {
  try {
    return !/\) [ZX] [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Processes of ffmpeg's that have this among their arguments. */
function running(argument: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return args[0] === installed.path && args.includes(argument);
    } catch {
      // No process, or one that has ended.
      return false;
    }
  });
}
