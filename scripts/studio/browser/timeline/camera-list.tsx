import type { CameraArchive } from '../../api.ts';
import { archives, areCamerasLoaded, cameras } from '../state/archive.ts';
import { chooseCamera } from '../state/camera-choice.ts';
import { trying } from '../state/notices.ts';
import { selectedCamera } from '../state/timeline-view.ts';

/** The cameras, each at its lane's height. */
export function CameraList() {
  const isEmpty = areCamerasLoaded.value && cameras.value.length === 0;
  return (
    <div class="cameras">
      <div class="cameras-head">Cameras</div>
      {isEmpty && <p class="cameras-empty">No recordings yet.</p>}
      <ul aria-label="Cameras">
        {cameras.value.map((cameraId) => (
          <li key={cameraId}>
            <button
              type="button"
              class="camera"
              aria-pressed={selectedCamera.value === cameraId}
              onClick={() => void trying(() => chooseCamera(cameraId))}
            >
              <span class="camera-name">{cameraId}</span>
              <span class="camera-words">{words(archives.value.get(cameraId))}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function words(archive: CameraArchive | undefined): string {
  const count = archive?.series.reduce((sum, { recordings }) => sum + recordings.length, 0);
  if (count === undefined) return '…';
  const name = archive?.series[0]?.name ?? '';
  return `${name} · ${count.toLocaleString('en')}`;
}
