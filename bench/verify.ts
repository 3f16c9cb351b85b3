import ffmpeg from '@ffmpeg-installer/ffmpeg';
import { execa } from 'execa';
import { readFrames } from '../test/fixtures/read-back.ts';
import type { BenchClip } from './clips.ts';
import { LOOP_FRAMES } from './recordings.ts';

/**
 * Decodes a clip and reads the number in each of its frames.
 *
 * @throws where a frame is missing, is one too many or is not the one that belongs there: what is wrong is not
 * measured.
 */
export async function verifyFrames(path: string, clip: BenchClip): Promise<void> {
  const frames = await readFrames(path);
  const numberAt = (index: number) => (clip.firstFrame + index) % LOOP_FRAMES;
  const wrong = frames.find(({ index, frame }) => frame !== numberAt(index));
  if (wrong) {
    const wanted = numberAt(wrong.index);
    throw new Error(`${clip.name}: frame ${wrong.index} is number ${wrong.frame} instead of ${wanted}`);
  }
  if (frames.length !== clip.frames)
    throw new Error(`${clip.name}: the clip has ${frames.length} frames instead of ${clip.frames}`);
}

/**
 * Counts the frames of a clip that need not be exact; ffmpeg's exit code alone does not tell half a clip from a whole.
 *
 * @throws where more than one frame of each part is missing.
 */
export async function verifyLength(path: string, clip: BenchClip): Promise<void> {
  const count = ['-nostdin', '-i', path, '-map', '0:v:0', '-c', 'copy', '-f', 'null', '-'];
  const { stderr } = await execa(ffmpeg.path, count);
  const frames = Number([...stderr.matchAll(/frame=\s*(\d+)/g)].at(-1)?.[1] ?? 0);
  if (frames < clip.frames - clip.parts.length)
    throw new Error(`${clip.name}: ${path} has ${frames} frames instead of ${clip.frames}`);
}
