import { extentOf, indexAt } from '../../timeline/blocks.ts';
import { endOf } from '../../timeline/view.ts';
import { seek, stop } from '../player/archive-player.ts';
import { loadArchive, mainBlocks } from './archive.ts';
import { fitCamera, fitRange, playheadMs, selectedCamera, view } from './timeline-view.ts';

/** Shows a camera's archive: at the same moment where it has recorded that, else at its last recording. */
export async function chooseCamera(cameraId: string): Promise<void> {
  if (selectedCamera.value === cameraId) return;
  stop();
  selectedCamera.value = cameraId;
  const before = playheadMs.value;
  await loadArchive(cameraId);
  // Somebody has gone elsewhere meanwhile.
  if (selectedCamera.value !== cameraId || playheadMs.value !== before) return;
  const blocks = mainBlocks(cameraId);
  const own = extentOf(blocks);
  if (!own) return;
  const isInSight = own.fromMs < endOf(view.value) && own.toMs > view.value.fromMs;
  if (!isInSight) fitCamera(cameraId);
  const at = blocks[indexAt(blocks, playheadMs.value)];
  const isThere = at && playheadMs.value < at.endMs;
  await seek(isThere ? playheadMs.value : (blocks.at(-1)?.startMs ?? own.fromMs));
}

/** Shows a moment of a camera, as large as it fits. */
export async function openInArchive(cameraId: string, startMs: number, endMs: number): Promise<void> {
  stop();
  selectedCamera.value = cameraId;
  await loadArchive(cameraId);
  fitRange(startMs, endMs);
  await seek(startMs);
}
