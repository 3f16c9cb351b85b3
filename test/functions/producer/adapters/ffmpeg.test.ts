import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import installed from '@ffmpeg-installer/ffmpeg';
import { expect } from 'chai';
import { Ffmpeg, FfmpegFailed } from '../../../../functions/producer/adapters/ffmpeg.ts';
import { until } from '../../../support/until.ts';
import { rejectionOf } from '../samples.ts';

const NEVER = new AbortController().signal;
/** A second of 64x64 pixels, to nowhere. */
const SECOND = ['-v', 'error', '-f', 'lavfi', '-i', 'color=s=64x64:d=1', '-f', 'null', '-'];
/** Goes on for ever. */
const ENDLESS = ['-v', 'error', '-re', '-f', 'lavfi', '-i', 'color=s=64x64', '-f', 'null', '-'];

describe('ffmpeg', () => {
  const ffmpeg = new Ffmpeg(installed.path);
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ffmpeg-test-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** A program that stands in for ffmpeg, in JavaScript. */
  async function standIn(code: string): Promise<Ffmpeg> {
    const path = join(folder, 'ffmpeg');
    await writeFile(path, `#!${process.execPath}\n${code}`);
    await chmod(path, 0o755);
    return new Ffmpeg(path);
  }

  async function failureOf(running: Promise<unknown>): Promise<FfmpegFailed> {
    const error = await rejectionOf(running);
    expect(error).to.be.instanceOf(FfmpegFailed);
    return error as FfmpegFailed;
  }

  it('runs in the folder that it should write to', async () => {
    await ffmpeg.run(
      ['-v', 'error', '-f', 'lavfi', '-i', 'color=s=64x64:d=1', '-frames:v', '1', 'picture.jpg'],
      folder,
      NEVER,
    );
    expect((await readFile(join(folder, 'picture.jpg'))).subarray(0, 3).toString('hex')).to.equal('ffd8ff');
  });

  it('tells why it failed, what was called, and what it said last', async () => {
    const error = await failureOf(
      ffmpeg.run(['-v', 'error', '-i', 'no such file.mp4', '-f', 'null', '-'], folder, NEVER),
    );
    expect(error.code).to.equal('ffmpeg-failed');
    const [reason, ...said] = error.message.split('\n');
    // As one can paste it into a shell.
    expect(reason).to.equal(
      `Command failed with exit code 1: '${installed.path}' -v error -i 'no such file.mp4' -f null -`,
    );
    expect(said).to.deep.equal(['no such file.mp4: No such file or directory']);
  });

  it('tells no more than the last ten lines of what it said', async () => {
    const chatty = await standIn(
      "for (let i = 1; i <= 500; i++) console.error('line ' + i); process.exitCode = 1",
    );
    const { message } = await failureOf(chatty.run([], folder, NEVER));
    expect(message.split('\n').slice(1)).to.deep.equal(
      Array.from({ length: 10 }, (_, index) => `line ${491 + index}`),
    );
  });

  it('is told of when it is killed by another', async () => {
    const suicidal = await standIn("process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000)");
    expect((await failureOf(suicidal.run([], folder, NEVER))).message).to.contain('SIGKILL');
  });

  it('is told of when it is not there', async () => {
    const { message } = await failureOf(new Ffmpeg(join(folder, 'none')).run([], folder, NEVER));
    expect(message).to.contain('ENOENT');
  });

  it('is told of when it complains without end, and killed', async () => {
    const endless = await standIn("for (;;) require('fs').writeSync(2, 'x'.repeat(65536))");
    expect((await failureOf(endless.run([], folder, NEVER))).code).to.equal('ffmpeg-failed');
  });

  it('gets nothing of our environment: no credentials, no proxies, no library paths', async () => {
    const telling = await standIn(
      "require('fs').writeFileSync('environment', Object.keys(process.env).join())",
    );
    await telling.run([], folder, NEVER);
    // What macOS gives to every process is none of ours.
    const names = (await readFile(join(folder, 'environment'), 'utf8')).split(',');
    expect(names.filter((name) => name && name !== '__CF_USER_TEXT_ENCODING')).to.deep.equal([]);
  });

  it('gets nothing to read but what is piped to it', async () => {
    const reading = await standIn("process.exitCode = require('fs').readFileSync(0).length");
    await reading.run([], folder, NEVER);
  });

  it('is killed when its time is over, and the reason is told and not its echo', async () => {
    const waiting = await standIn(
      "require('fs').writeFileSync('pid', '' + process.pid); setInterval(() => {}, 1000)",
    );
    const abort = new AbortController();
    const running = rejectionOf(waiting.run([], folder, abort.signal));
    const pid = () => readFile(join(folder, 'pid'), 'utf8').catch(() => '');
    await until(async () => (await pid()) !== '');
    const reason = new Error('the time is over');
    abort.abort(reason);
    expect(await running).to.equal(reason);
    const killed = Number(await pid());
    await until(() => !isAlive(killed));
  });

  it('does not start when its time is over already', async () => {
    const reason = new Error('the time is over');
    expect(await rejectionOf(ffmpeg.run(ENDLESS, folder, AbortSignal.abort(reason)))).to.equal(reason);
  });

  it('is killed though it would go on for ever', async () => {
    const abort = new AbortController();
    const running = rejectionOf(ffmpeg.run(ENDLESS, folder, abort.signal));
    abort.abort();
    expect(await running).to.have.property('name', 'AbortError');
  });

  it('tells the name of its version, asked once', async () => {
    const counting = await standIn(
      "require('fs').appendFileSync(__dirname + '/asked', 'x'); console.log('ffmpeg version 7.1-static Copyright')",
    );
    expect(await counting.version()).to.equal('7.1-static');
    expect(await counting.version()).to.equal('7.1-static');
    expect(await readFile(join(folder, 'asked'), 'utf8')).to.equal('x');
    expect(await ffmpeg.version())
      .to.match(/^\S+$/)
      .and.not.to.equal('unknown');
  });

  it('has an unknown version where it tells none', async () => {
    expect(await (await standIn("console.log('hello')")).version()).to.equal('unknown');
  });

  describe('with pipes', () => {
    async function all(stream: ReadableStream<Uint8Array>): Promise<Buffer> {
      const chunks: Uint8Array[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      return Buffer.concat(chunks);
    }

    async function write(stream: WritableStream<Uint8Array> | undefined, text: string): Promise<void> {
      const writer = stream?.getWriter();
      await writer?.write(Buffer.from(text));
      await writer?.close();
    }

    it('reads each of its inputs and answers through its output', async () => {
      const joining = await standIn(
        "const { readFileSync: r } = require('fs'); process.stdout.write([0, 3, 4].map((fd) => r(fd)).join('+'))",
      );
      const { inputs, output, done } = joining.start([], [0, 3, 4], folder, NEVER);
      const answer = all(output);
      await Promise.all(['a', 'b', 'c'].map((text, index) => write(inputs[index], text)));
      expect((await answer).toString()).to.equal('a+b+c');
      await done;
    });

    it('answers to the byte', async () => {
      const bytes = await standIn('process.stdout.write(Buffer.from([0, 255, 10, 13, 10]))');
      const { output, done } = bytes.start([], [], folder, NEVER);
      expect((await all(output)).toString('hex')).to.equal('00ff0a0d0a');
      await done;
    });

    it('tells its failure when it is asked, and to nobody else', async () => {
      const { output, done } = ffmpeg.start(
        ['-v', 'error', '-i', 'none.mp4', '-f', 'null', '-'],
        [0],
        folder,
        NEVER,
      );
      await all(output);
      const { message } = await failureOf(done);
      expect(message.split('\n').slice(1)).to.deep.equal(['none.mp4: No such file or directory']);
    });

    it('is killed when its time is over', async () => {
      const abort = new AbortController();
      const { output, done } = ffmpeg.start(ENDLESS, [0], folder, abort.signal);
      const reason = new Error('the time is over');
      abort.abort(reason);
      expect(await rejectionOf(done)).to.equal(reason);
      await all(output).catch(() => undefined);
    });
  });

  it('is well when it says nothing', async () => {
    await ffmpeg.run(SECOND, folder, NEVER);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
