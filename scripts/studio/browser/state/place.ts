import { cameras, loadArchive, mainBlocks } from './archive.ts';
import { chooseCamera } from './camera-choice.ts';
import { marks } from './cut-marks.ts';
import { playheadMs, selectedCamera, view } from './timeline-view.ts';

/** Where somebody was, for as long as the tab is open: a reload is no reason to look for it again. */
interface Place {
  readonly cameraId: string | null;
  readonly playheadMs: number;
  readonly fromMs: number;
  readonly msPerPx: number;
  readonly marks: typeof marks.value;
}

const NAME = 'wavecut-place';
/** So many cameras are looked through for one that has recordings. */
const MOST_LOOKED_AT = 20;

export function rememberPlace(): void {
  addEventListener('pagehide', () => {
    const { fromMs, msPerPx } = view.value;
    const place: Place = {
      cameraId: selectedCamera.value,
      playheadMs: playheadMs.value,
      fromMs,
      msPerPx,
      marks: marks.value,
    };
    sessionStorage.setItem(NAME, JSON.stringify(place));
  });
}

/** Goes back to where somebody was; else to the first camera that has recordings. */
export async function goToPlace(): Promise<void> {
  const place = JSON.parse(sessionStorage.getItem(NAME) ?? 'null') as Place | null;
  sessionStorage.removeItem(NAME);
  if (place?.cameraId && cameras.value.includes(place.cameraId)) {
    playheadMs.value = place.playheadMs;
    view.value = { ...view.value, fromMs: place.fromMs, msPerPx: place.msPerPx };
    marks.value = place.marks;
    return chooseCamera(place.cameraId);
  }
  for (const cameraId of cameras.value.slice(0, MOST_LOOKED_AT)) {
    await loadArchive(cameraId);
    if (selectedCamera.value !== null) return;
    if (mainBlocks(cameraId).length > 0) return chooseCamera(cameraId);
  }
}
