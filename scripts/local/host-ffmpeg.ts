/**
 * The zip's ffmpeg runs on Linux x64 alone: elsewhere, the variable that names the one npm installed for this system.
 *
 * @throws where there is none for this system.
 */
export async function hostFfmpeg(): Promise<{ FFMPEG_PATH?: string }> {
  if (process.platform === 'linux' && process.arch === 'x64') return {};
  // Imported only where it is used: on a system it does not know, the package throws at import.
  const { default: ffmpeg } = await import('@ffmpeg-installer/ffmpeg');
  return { FFMPEG_PATH: ffmpeg.path };
}
