import { join } from 'node:path';
import type { Segment } from '../../functions/producer/core/cut-pieces.ts';
import type { Watermark } from '../../functions/producer/core/edits.ts';
import {
  FIRST_SOUND_PIPE,
  pictureArgs,
  soundArgs,
  watermarkArgs,
} from '../../functions/producer/core/ffmpeg-args.ts';
import { previewArgs, spriteArgs, thumbnailArgs } from '../../functions/producer/core/image-args.ts';
import type { Recording } from '../../functions/producer/core/recording.ts';
import { type Edits, NO_EDITS } from '../../functions/producer/core/request-edits.ts';

/** A command line of the function's, on material that is made for it. */
export interface TrialCommand {
  readonly what: string;
  readonly args: readonly string[];
  /** Where a file of the folder is piped to. */
  readonly pipe?: { readonly descriptor: number; readonly file: string };
}

const SECOND_US = 1_000_000;
const SIZE = { width: 64, height: 64 };
const RECORDING: Recording = {
  ...{ key: 'trial.mp4', etag: '', bytes: 1, container: 'mp4', startMs: 0, durationUs: SECOND_US },
  video: { codec: 'avc', ...SIZE, rotation: 0, fps: 25, isPlain: true, isJoinable: true, parameters: '' },
  audio: { codec: 'aac', channels: 1, sampleRate: 48_000, startUs: 0, endUs: SECOND_US, parameters: '' },
};
const SEGMENT: Segment = {
  ...{
    recording: RECORDING,
    fromUs: 200_000,
    toUs: SECOND_US,
    keyframeUs: 0,
    copyEndUs: SECOND_US,
    clipUs: 0,
  },
};
const MARK: Watermark = { key: 'mark.png', corner: 'top-left', opacity: 0.5, widthPercent: 20 };
const ALL_EDITS: Edits = {
  ...{ aspect: '1:1', height: 48, speed: 2, mute: false, fadeInMs: 100, fadeOutMs: 100, watermark: MARK },
};

/** Every command line of ours, in an order in which each finds what it needs; `folder` holds the raw material. */
export function trialCommands(folder: string): TrialCommand[] {
  const raw = [
    ...['-v', 'error', '-nostdin', '-y', '-f', 'rawvideo', '-s', '64x64', '-r', '25', '-i', 'black.yuv'],
    ...['-f', 's16le', '-ar', '48000', '-ac', '1', '-i', 'silence.pcm', '-c:v', 'libx264', '-c:a', 'aac'],
  ];
  const style = { edits: NO_EDITS, scale: null, durationUs: 800_000, preset: 'veryfast' } as const;
  const edited = { ...style, edits: ALL_EDITS, scale: { width: 48, height: 48 }, durationUs: 400_000 };
  const fromRecording = { descriptor: 0, file: 'trial.mkv' };
  const clip = join(folder, 'trial.mp4');
  const image = (name: string) => ({ ...SIZE, path: join(folder, name) });
  const sheet = { tile: SIZE, columns: 1, rows: 1, timesUs: [0], durationUs: SECOND_US };
  return [
    { what: 'making a Matroska', args: [...raw, '-f', 'matroska', 'trial.mkv'] },
    { what: 'making an MP4', args: [...raw, '-f', 'mp4', 'trial.mp4'] },
    { what: 'making a PNG', args: [...raw.slice(0, 12), '-frames:v', '1', '-f', 'image2', 'mark.png'] },
    { what: 'an encode', args: pictureArgs(SEGMENT, style, null), pipe: fromRecording },
    {
      what: 'an encode to be joined to a copy',
      args: pictureArgs(SEGMENT, style, { profile: 'high', parameterSetId: 3 }),
      pipe: fromRecording,
    },
    { what: 'a watermark', args: watermarkArgs('mark.png', MARK, SIZE) },
    { what: 'an encode with every edit', args: pictureArgs(SEGMENT, edited, null), pipe: fromRecording },
    {
      what: 'an encode of sound',
      args: soundArgs([{ fromUs: 0, lengthUs: 800_000 }], edited),
      pipe: { descriptor: FIRST_SOUND_PIPE, file: 'trial.mkv' },
    },
    { what: 'thumbnails', args: thumbnailArgs(clip, 100_000, [image('a.jpg'), image('b.jpg')]) },
    { what: 'a GIF preview', args: previewArgs(clip, 0, 'gif', image('a.gif')) },
    { what: 'a WebP preview', args: previewArgs(clip, 0, 'webp', image('a.webp')) },
    { what: 'a sprite', args: spriteArgs(clip, sheet, join(folder, 'sprite.jpg'), true) },
  ];
}
