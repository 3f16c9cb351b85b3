import { FilePathSource, Input, MATROSKA, MP4, MPEG_TS, QTFF, WEBM } from 'mediabunny';

/**
 * Length of a file's picture in ms, from the start of its first frame to the end of its last; not whole.
 * 0 where the file cannot be read or holds no picture: what to say of such a recording is the function's part.
 */
export async function videoLengthMs(path: string): Promise<number> {
  const input = new Input({
    source: new FilePathSource(path),
    formats: [MP4, QTFF, MATROSKA, WEBM, MPEG_TS],
  });
  try {
    const track = await input.getPrimaryVideoTrack();
    if (!track) return 0;
    const [startS, endS] = [await track.getFirstTimestamp(), await track.computeDuration()];
    return Math.max(0, (endS - startS) * 1000);
  } catch {
    return 0;
  } finally {
    input.dispose();
  }
}
