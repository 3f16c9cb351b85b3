import type { Segment } from './cut-pieces.ts';

/**
 * Command lines of ffmpeg, as lists of arguments. Every part is made of numbers and of names of our own: no string
 * from outside reaches them.
 *
 * ffmpeg never sees a recording. It gets the packets it needs through pipes, as Matroska that we wrote, and answers
 * with MPEG-TS through another: it opens no file and no connection but for thumbnails, which it makes of the clip.
 */

/** The size of an encoded picture, in pixels. */
export interface Scale {
  readonly width: number;
  readonly height: number;
}

/** Quiet but for what is wrong; never asks; never reads the terminal. */
const QUIET = ['-hide_banner', '-nostdin', '-loglevel', 'error', '-y'];
/** Demuxer and protocols are told, never guessed: a playlist that pretends to be a video would fetch what it names. */
const PIPED = ['-protocol_whitelist', 'pipe', '-copyts', '-f', 'matroska'];
/** MPEG-TS keeps time to 1/90,000 s, and sound and pictures on one time line. */
const TO_PIPE = ['-map_metadata', '-1', '-f', 'mpegts', 'pipe:1'];
/** How to turn a picture upright that a camera held clockwise so many degrees recorded. */
const UPRIGHT: Record<number, string> = {
  90: 'transpose=clock,',
  180: 'hflip,vflip,',
  270: 'transpose=cclock,',
};
/** Matroska rounds to a millisecond; frames are further apart than two. */
const MARGIN_US = 1_000;

/** How an encode has to look to be joined to what is copied. */
export interface JoinStyle {
  readonly profile: 'baseline' | 'main' | 'high';
  /** An id that no parameter set of the recordings has. */
  readonly parameterSetId: number;
}

/**
 * Encodes a segment's pictures. The input begins at the segment's keyframe, which is its time 0; frames are chosen by
 * their time stamps.
 *
 * @param scale the size, upright and with square pixels; null keeps the coded pixels as they are.
 * @param join null where nothing copied follows or goes before.
 */
export function pictureArgs(segment: Segment, scale: Scale | null, join: JoinStyle | null): string[] {
  const start = seconds(Math.max(0, segment.fromUs - segment.keyframeUs - MARGIN_US));
  const end = seconds(segment.toUs - segment.keyframeUs - MARGIN_US);
  const upright = UPRIGHT[segment.recording.video.rotation] ?? '';
  const size = scale ? `,${upright}scale=${scale.width}:${scale.height},setsar=1` : '';
  return [
    ...QUIET,
    ...[...PIPED, '-i', 'pipe:0'],
    ...['-vf', `trim=start=${start}:end=${end}${size}`],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20'],
    // A joined encode has no B-frames, so that it ends where the copy begins; its pixels keep the camera's range.
    ...(join
      ? ['-profile:v', join.profile, '-bf', '0', '-x264-params', `sps-id=${join.parameterSetId}`]
      : ['-pix_fmt', 'yuv420p']),
    // Time stamps as they come: a recording of varying frame rate stays one. Without a time base of its own the
    // encoder counts in frames of the mean rate, and frames between its ticks are moved or lost.
    ...['-vsync', 'passthrough', '-enc_time_base', '1:90000'],
    ...TO_PIPE,
  ];
}

/** A piece of the clip's sound: from a recording's sound where it has any, else silence. */
export interface SoundPiece {
  /** Where in the piped input the segment begins; null for silence. */
  readonly fromUs: number | null;
  readonly lengthUs: number;
}

/** The first pipe that carries sound; 0 to 2 are the process's own. */
export const FIRST_SOUND_PIPE = 3;

/** Encodes sound to AAC, cut to the sample; pieces with sound come through pipes 3, 4, ... in their order. */
export function soundArgs(pieces: readonly SoundPiece[]): string[] {
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
  return [
    ...QUIET,
    ...Array.from({ length: inputs }, (_, index) => [
      ...PIPED,
      '-i',
      `pipe:${FIRST_SOUND_PIPE + index}`,
    ]).flat(),
    ...['-filter_complex', [...filters, `${pads}concat=n=${pieces.length}:v=0:a=1[a]`].join(';')],
    ...['-map', '[a]', '-c:a', 'aac', '-b:a', '128k'],
    ...TO_PIPE,
  ];
}

/** JPEGs of one frame, straight from one decode: the frame at `atUs` of the clip, at each width. */
export function thumbnailArgs(
  clip: string,
  atUs: number,
  outputs: readonly { path: string; width: number }[],
): string[] {
  const labels = outputs.map((_, index) => `[s${index}]`);
  const scales = outputs.map(({ width }, index) => `[s${index}]scale=${width}:-2:flags=bicubic[o${index}]`);
  return [
    ...QUIET,
    ...['-protocol_whitelist', 'file', '-ss', seconds(atUs), '-f', 'mov', '-i', clip],
    '-filter_complex',
    [`[0:v:0]split=${outputs.length}${labels.join('')}`, ...scales].join(';'),
    ...outputs.flatMap(({ path }, index) => [
      ...['-map', `[o${index}]`, '-frames:v', '1', '-q:v', '3', '-pix_fmt', 'yuvj420p', '-f', 'image2', path],
    ]),
  ];
}

/** Seconds with microseconds, never in exponent form. */
function seconds(us: number): string {
  return (us / 1e6).toFixed(6);
}
