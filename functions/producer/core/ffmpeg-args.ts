import type { Segment } from './cut-pieces.ts';
import {
  type Edited,
  fadeFilters,
  overlayFilter,
  paceFilters,
  seconds,
  shapeFilters,
  soundFilters,
  watermarkFilters,
} from './edit-filters.ts';
import type { PictureSize, Watermark } from './edits.ts';
import { MEDIA_LIMITS } from './media-limits.ts';

/**
 * Command lines of ffmpeg, as lists of arguments. Every part is made of numbers and of names of our own: no string
 * from outside reaches them.
 *
 * ffmpeg never sees a recording. It gets the packets it needs through pipes, as Matroska that we wrote, and answers
 * with MPEG-TS through another: it opens no connection, and no file but a watermark and the finished clip, which we put
 * into the folder that it works in.
 */

/** Quiet but for what is wrong; never asks; never reads the terminal. */
export const QUIET = ['-hide_banner', '-nostdin', '-loglevel', 'error', '-y'];
/**
 * One thread to decode and one to encode. A function of 1024 MB has 0.58 of a processor: more threads would gain no
 * time and cost memory (measured, half a second of 1080p: 197 MB with as many as it likes, 146 MB with one each).
 */
export const ONE_THREAD = ['-threads', '1'];
/** Names of ffmpeg's decoders for what we read; of a codec that has several, a build has one or another. */
const PICTURE_DECODERS = 'h264,hevc,vp8,vp9,libvpx,libvpx-vp9,av1,libdav1d,libaom-av1';
const SOUND_DECODERS =
  'aac,mp3,mp3float,opus,libopus,vorbis,flac,ac3,eac3,pcm_s16le,pcm_s24le,pcm_s32le,pcm_f32le';

/**
 * What an input may be read by, and decoded with: said by names, so that nothing in the input can choose another. No
 * picture may be larger than a recording's may, whatever its own headers say when it is decoded.
 */
export function limitedTo(
  protocol: 'pipe' | 'file',
  decoders = `${PICTURE_DECODERS},${SOUND_DECODERS}`,
): string[] {
  return [
    ...['-protocol_whitelist', protocol, '-codec_whitelist', decoders],
    ...['-max_pixels', String(MEDIA_LIMITS.pixels)],
  ];
}
/** Demuxer and protocols are told, never guessed: a playlist that pretends to be a video would fetch what it names. */
const PIPED = [...limitedTo('pipe'), '-copyts', ...ONE_THREAD, '-f', 'matroska'];
/** MPEG-TS keeps time to 1/90,000 s, and sound and pictures on one time line. */
const TO_PIPE = [...ONE_THREAD, '-map_metadata', '-1', '-f', 'mpegts', 'pipe:1'];
/** Matroska rounds to a millisecond; frames are further apart than two. */
const MARGIN_US = 1_000;

/** How an encode has to look to be joined to what is copied. */
export interface JoinStyle {
  readonly profile: 'baseline' | 'main' | 'high';
  /** An id that no parameter set of the recordings has. */
  readonly parameterSetId: number;
}

/** Presets of libx264, the better one first. `ultrafast` is slower than `superfast` in this build. */
export type Preset = 'veryfast' | 'superfast';

/** How pictures are encoded: of a plan, or anything like one. */
export interface PictureStyle extends Edited {
  readonly preset: Preset;
}

/** What a watermark is called in the folder that ffmpeg works in, when it is ready to be laid over a picture. */
export const WATERMARK_FILE = 'watermark.png';
/** A player finds its way to any moment by way of the keyframe before, and a time line shows keyframes alone. */
const SECONDS_TO_KEYFRAME = 2;

/**
 * Encodes a segment's pictures. The input begins at the segment's keyframe, which is its time 0; frames are chosen by
 * their time stamps.
 *
 * @param join null where nothing copied follows or goes before.
 */
export function pictureArgs(segment: Segment, style: PictureStyle, join: JoinStyle | null): string[] {
  const { fps } = segment.recording.video;
  return [
    ...QUIET,
    ...[...PIPED, '-i', 'pipe:0'],
    ...pictureFilters(segment, style),
    ...['-c:v', 'libx264'],
    // A joined encode has no B-frames, so that it ends where the copy begins; its pixels keep the camera's range. It is
    // short: looking ahead would only hold pictures in memory (146 MB against 87 MB), and a better preset would save
    // some 100 KB of a clip (docs/adr/0005).
    ...(join
      ? [
          ...['-preset', 'superfast', '-crf', '21'],
          '-profile:v',
          join.profile,
          '-bf',
          '0',
          '-x264-params',
          `sps-id=${join.parameterSetId}:rc-lookahead=0:sync-lookahead=0`,
        ]
      : [
          '-preset',
          style.preset,
          '-crf',
          '20',
          '-pix_fmt',
          'yuv420p',
          '-g',
          String(Math.max(1, Math.round(fps * SECONDS_TO_KEYFRAME))),
        ]),
    // Time stamps as they come: a recording of varying frame rate stays one. Without a time base of its own the
    // encoder counts in frames of the mean rate, and frames between its ticks are moved or lost.
    ...['-vsync', 'passthrough', '-enc_time_base', '1:90000'],
    ...TO_PIPE,
  ];
}

function pictureFilters(segment: Segment, style: PictureStyle): string[] {
  const { video } = segment.recording;
  const { watermark } = style.edits;
  const start = seconds(Math.max(0, segment.fromUs - segment.keyframeUs - MARGIN_US));
  const end = seconds(segment.toUs - segment.keyframeUs - MARGIN_US);
  const picture = [
    `trim=start=${start}:end=${end}`,
    ...paceFilters(segment, style.edits),
    ...shapeFilters(video, style),
  ];
  const fades = fadeFilters('fade', style);
  if (!watermark) return ['-vf', [...picture, ...fades].join(',')];
  const overlay = overlayFilter(watermark, style.scale ?? video);
  const graph = [
    `[0:v:0]${picture.join(',')}[picture]`,
    `[picture][1:v:0]${[overlay, ...fades].join(',')}[v]`,
  ];
  return [...pngFrom(WATERMARK_FILE), ...['-filter_complex', graph.join(';'), '-map', '[v]']];
}

/** Makes `WATERMARK_FILE` of a watermark as it came, in a size and of an opacity for a picture of this size. */
export function watermarkArgs(file: string, watermark: Watermark, picture: PictureSize): string[] {
  return [
    ...QUIET,
    ...pngFrom(file),
    ...['-vf', watermarkFilters(watermark, picture).join(','), '-frames:v', '1', '-pix_fmt', 'rgba'],
    ...['-c:v', 'png', '-f', 'image2', WATERMARK_FILE],
  ];
}

function pngFrom(file: string): string[] {
  return [...limitedTo('file', 'png'), '-f', 'png_pipe', '-i', file];
}

/** A piece of the clip's sound: from a recording's sound where it has any, else silence. */
export interface SoundPiece {
  /** Where in the piped input the segment begins; null for silence. */
  readonly fromUs: number | null;
  /** At the recording's own speed. */
  readonly lengthUs: number;
}

/** The first pipe that carries sound; 0 to 2 are the process's own. */
export const FIRST_SOUND_PIPE = 3;

/** Encodes sound to AAC, cut to the sample; pieces with sound come through pipes 3, 4, ... in their order. */
export function soundArgs(pieces: readonly SoundPiece[], edited: Edited): string[] {
  let inputs = 0;
  const filters = pieces.map(({ fromUs, lengthUs }, index) => {
    const length = seconds(lengthUs);
    const format = 'aformat=sample_fmts=fltp:channel_layouts=stereo';
    if (fromUs === null) return `anullsrc=r=48000:cl=stereo,atrim=end=${length},${format}[a${index}]`;
    const from = seconds(fromUs);
    return (
      `[${inputs++}:a:0]atrim=start=${from},asetpts=PTS-${from}/TB,` +
      // Silence stands in where the recording's sound begins late, has holes or ends early.
      `aresample=48000:async=1:first_pts=0,${format},apad,atrim=end=${length}[a${index}]`
    );
  });
  const pads = pieces.map((_, index) => `[a${index}]`).join('');
  const whole = [`concat=n=${pieces.length}:v=0:a=1`, ...soundFilters(edited)].join(',');
  return [
    ...QUIET,
    ...Array.from({ length: inputs }, (_, index) => [
      ...PIPED,
      '-i',
      `pipe:${FIRST_SOUND_PIPE + index}`,
    ]).flat(),
    ...['-filter_complex', [...filters, `${pads}${whole}[a]`].join(';')],
    ...['-map', '[a]', '-c:a', 'aac', '-b:a', '128k'],
    ...TO_PIPE,
  ];
}
