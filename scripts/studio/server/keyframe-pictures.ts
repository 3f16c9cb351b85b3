import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type EncodedPacket, EncodedPacketSink, EncodedVideoPacketSource } from 'mediabunny';
import { feed } from '../../../functions/producer/adapters/encode-pipes.ts';
import type { Ffmpeg } from '../../../functions/producer/adapters/ffmpeg.ts';
import { limitedTo, ONE_THREAD, QUIET } from '../../../functions/producer/core/ffmpeg-args.ts';
import { Turns } from '../../turns.ts';
import type { RecordingShelf, ShelvedRecording } from './recording-shelf.ts';
import { Refused } from './refused.ts';

const WIDTH = 240;
/** Made at a time: a pointer passes over many. */
const AT_ONCE = 2;
const LONGEST_MS = 10_000;

const ARGS = [
  ...QUIET,
  ...[...limitedTo('pipe'), ...ONE_THREAD, '-f', 'matroska', '-i', 'pipe:0'],
  ...['-frames:v', '1', '-vf', `scale=${WIDTH}:-2:flags=bicubic,setsar=1`, '-pix_fmt', 'yuvj420p'],
  ...['-c:v', 'mjpeg', '-q:v', '5', '-f', 'image2pipe', 'pipe:1'],
];

/**
 * Small pictures of the archive, made when somebody looks: of the keyframe at or before a moment, decoded alone, so
 * that a picture costs one keyframe's bytes. Each is made once and kept in a folder that is gone when the studio is.
 */
export class KeyframePictures {
  readonly #shelf: RecordingShelf;
  readonly #ffmpeg: Ffmpeg;
  readonly #making = new Map<string, Promise<Buffer>>();
  /** The latest first: that is where the pointer is now. */
  readonly #turns = new Turns(AT_ONCE, true);
  readonly #closing = new AbortController();
  #folder: Promise<string> | undefined;

  constructor(shelf: RecordingShelf, ffmpeg: Ffmpeg) {
    this.#shelf = shelf;
    this.#ffmpeg = ffmpeg;
  }

  /**
   * A JPEG of the keyframe at or before `atMs` of the recording.
   *
   * @param signal of the one who looks: aborted, nothing is begun any more.
   * @throws Refused where there is no recording, or no keyframe in it.
   */
  async picture(key: string, atMs: number, signal: AbortSignal): Promise<Buffer> {
    return this.#turns.take(() => {
      signal.throwIfAborted();
      return this.#shelf.use(key, (opened) => this.#pictureOf(opened, atMs));
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#making.values());
    if (this.#folder) await rm(await this.#folder, { recursive: true, force: true });
  }

  async #pictureOf(opened: ShelvedRecording, atMs: number): Promise<Buffer> {
    const { archive, recording } = opened;
    const open = archive.opened(recording);
    const sink = new EncodedPacketSink(open.video);
    const packet =
      (await sink.getKeyPacket(open.firstFrameS + atMs / 1000 + 0.0001)) ?? (await sink.getFirstKeyPacket());
    if (!packet) throw new Refused(422, 'no-keyframe', `${recording.key} has no keyframe`);
    const name = createHash('sha256')
      .update(`${recording.key} ${recording.etag} ${packet.timestamp}`)
      .digest('hex');
    const making = this.#making.get(name) ?? this.#once(name, opened, packet);
    this.#making.set(name, making);
    return making.finally(() => this.#making.delete(name));
  }

  async #once(name: string, opened: ShelvedRecording, packet: EncodedPacket): Promise<Buffer> {
    this.#folder ??= mkdtemp(join(tmpdir(), 'wavecut-studio-'));
    const folder = join(await this.#folder, name.slice(0, 2));
    const path = join(folder, `${name}.jpg`);
    const kept = await readFile(path).catch(() => null);
    if (kept) return kept;
    const bytes = await this.#make(opened, packet, await this.#folder);
    await mkdir(folder, { recursive: true });
    // Renamed into place: who finds it finds all of it.
    await writeFile(`${path}.new`, bytes);
    await rename(`${path}.new`, path);
    return bytes;
  }

  async #make({ archive, recording }: ShelvedRecording, packet: EncodedPacket, cwd: string): Promise<Buffer> {
    const { video } = archive.opened(recording);
    const codec = await video.getCodec();
    const decoderConfig = await video.getDecoderConfig();
    if (!codec || !decoderConfig) throw new Refused(422, 'no-codec', `${recording.key} cannot be decoded`);
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(LONGEST_MS)]);
    const running = this.#ffmpeg.start(ARGS, [0], cwd, signal);
    const source = new EncodedVideoPacketSource(codec);
    const feeding = feed(
      running,
      0,
      source,
      (output) => output.addVideoTrack(source),
      () => source.add(packet.clone({ timestamp: 0 }), { decoderConfig }),
    );
    // ffmpeg hangs up when it has its one frame; whether that went well, its end says.
    const [bytes] = await Promise.all([buffer(running.output), feeding.catch(() => undefined)]);
    await running.done;
    if (bytes.length === 0) throw new Refused(422, 'no-picture', `${recording.key} shows nothing here`);
    return bytes;
  }
}
