import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import { execa } from 'execa';
import { formatTimestamp } from '../../functions/producer/core/recording-name.ts';

/** The camera of the demo's recordings. */
export const DEMO_CAMERA = '58349';
/** The first frame of the demo's recordings. */
export const DEMO_STARTS_AT_MS = Date.UTC(2026, 0, 1, 7, 14);

const FPS = 30;
/** The waves come round after 60 frames, so that only these are computed; two seconds are the GOP as well. */
const LOOP_FRAMES = 60;
const FONT = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf');

export interface DemoRecording {
  /** Its key in the recordings bucket. */
  readonly key: string;
  readonly path: string;
  /** `[startMs, endMs)`, epoch ms. */
  readonly startMs: number;
  readonly endMs: number;
}

export interface DemoRecordingsOptions {
  /** Epoch ms of the first frame, a whole second; the first of January 2026, 07:14 UTC, unless given. */
  readonly startsAtMs?: number;
  /** How many; 2 unless given. */
  readonly count?: number;
  /** Length of each; 20 unless given. Waves and surf run on across the join if it is a multiple of 2 and 5. */
  readonly seconds?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes adjoining recordings of a surf cam in `folder`: waves, a burnt-in running clock, the sound of surf and a beep
 * each second; 1280x720, 30 fps, GOP 2 s, H.264 without B-frames, AAC.
 *
 * @throws ExecaError with ffmpeg's last words where it fails.
 */
export async function makeDemoRecordings(
  folder: string,
  options: DemoRecordingsOptions = {},
): Promise<DemoRecording[]> {
  const { startsAtMs = DEMO_STARTS_AT_MS, count = 2, seconds = 20, signal } = options;
  if (startsAtMs % 1000 !== 0) throw new RangeError('the burnt-in clock starts at a whole second');
  await mkdir(folder, { recursive: true });
  const recordings = Array.from({ length: count }, (_, index): DemoRecording => {
    const startMs = startsAtMs + index * seconds * 1000;
    const name = `surf-cam.${formatTimestamp(startMs)}.mp4`;
    const key = `${DEMO_CAMERA}/${name}`;
    return { key, path: join(folder, name), startMs, endMs: startMs + seconds * 1000 };
  });
  // At the same time: computing the waves keeps one core busy, and two encoders share two cores well.
  await Promise.all(
    recordings.map(({ startMs, path }) =>
      execa(ffmpeg.path, [...recordingArgs(startMs, seconds), path], {
        timeout: 120_000,
        ...(signal ? { cancelSignal: signal } : {}),
      }),
    ),
  );
  return recordings;
}

function recordingArgs(startMs: number, seconds: number): string[] {
  return [
    ...['-v', 'error', '-nostdin', '-y'],
    ...['-filter_complex', `${picture(startMs)};${sound()}`, '-map', '[picture]', '-map', '[sound]'],
    ...['-frames:v', `${seconds * FPS}`, '-t', `${seconds}`],
    ...['-c:v', 'libx264', '-preset', 'superfast', '-crf', '28', '-bf', '0'],
    ...['-g', `${LOOP_FRAMES}`, '-keyint_min', `${LOOP_FRAMES}`, '-sc_threshold', '0'],
    ...['-c:a', 'aac', '-aac_coder', 'fast', '-b:a', '96k'],
    ...['-movflags', '+faststart', '-f', 'mp4'],
  ];
}

/** Sky and sea are computed small and scaled up: `geq` takes a microsecond a pixel. */
function picture(startMs: number): string {
  const fromSun = '((X-230)*(X-230)+(Y-55)*(Y-55))';
  const glow = `exp(-${fromSun}/900)`;
  const sky = [
    `color=gray:s=320x70:r=${FPS}:d=0.03,format=yuv444p`,
    `geq=lum='120+1.3*Y+40*exp(-${fromSun}/300)':cb='150-0.4*Y-14*${glow}':cr='112+0.4*Y+10*${glow}'`,
    'scale=1280:280:flags=bicubic,format=yuv420p,pad=1280:720',
  ];
  // Perspective: the phase runs with the distance, 1 / (height below the horizon). Whole turns in a loop.
  const turn = `2*PI*N/${LOOP_FRAMES}`;
  const swell = `sin(720/(Y+7)+2*${turn}+1.2*sin(X/38)+0.7*sin(X/15))`;
  const chop = `sin(X/4+Y/1.6+${turn})*sin(1650/(Y+7)-3*${turn}+X/10)`;
  const sea = [
    `color=gray:s=256x88:r=${FPS}:d=${LOOP_FRAMES / FPS},format=gray`,
    `geq=lum='128+88*${swell}+32*${chop}',format=yuv444p`,
    // From height to colour: dark teal in the troughs, white on the crests.
    "pseudocolor=c0='60+val/4.2+150*pow(val/248,8)':c1='148-val/12':c2='98+val/8.5':i=0",
    'scale=1280:440:flags=bicubic,format=yuv420p',
  ];
  const clock = [
    `drawtext=fontfile=${escapeValue(FONT)}:text=${escapeValue(clockText(startMs))}`,
    'x=32:y=28:fontsize=34:fontcolor=white:box=1:boxcolor=black@0.5:boxborderw=10',
  ];
  const scene = [
    '[sky][sea]overlay=0:280,drawbox=0:278:1280:3:0x35506b@0.8:fill',
    `loop=-1:size=${LOOP_FRAMES},setpts=N/${FPS}/TB`,
    `${clock.join(':')},format=yuv420p[picture]`,
  ];
  return `${sky.join(',')}[sky];${sea.join(',')}[sea];${scene.join(',')}`;
}

function sound(): string {
  const swell = 'tremolo=f=0.2:d=0.7';
  const surf = `anoisesrc=color=brown:amplitude=0.5:sample_rate=48000:seed=7,${swell}`;
  const beep = "aevalsrc=exprs='0.3*sin(1000*2*PI*t)*lt(mod(t,1),0.05)':s=48000";
  return `${surf}[surf];${beep}[beep];[surf][beep]amix=inputs=2,volume=2[sound]`;
}

function clockText(startMs: number): string {
  const seconds = `%{pts:gmtime:${startMs / 1000}:%Y-%m-%d %H\\:%M\\:%S}`;
  return `${DEMO_CAMERA} surf-cam  ${seconds}.%{eif:mod(n,${FPS})*1000/${FPS}:d:3} UTC`;
}

/**
 * A value of a filter's option, escaped for the option list and then for the filter graph.
 * https://ffmpeg.org/ffmpeg-filters.html#Notes-on-filtergraph-escaping
 */
function escapeValue(value: string): string {
  return value.replace(/[\\':]/g, '\\$&').replace(/[\\'[\],;]/g, '\\$&');
}
