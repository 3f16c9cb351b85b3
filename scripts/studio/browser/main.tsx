import { render } from 'preact';
import { Page } from './page.tsx';
import { listenToKeys } from './player/keys.ts';
import { loadArchive, loadCameras } from './state/archive.ts';
import { listen } from './state/clips.ts';
import { trying } from './state/notices.ts';
import { goToPlace, rememberPlace } from './state/place.ts';
import { startEstimating } from './state/request-form.ts';
import { info, loadInfo } from './state/studio-info.ts';
import { selectedCamera } from './state/timeline-view.ts';
import { listenToDrops } from './upload/file-choice.ts';
import './style/page.css';

/** Others put recordings into the bucket too; on AWS each look costs a request. */
const LOOK_AGAIN_MS = { local: 5_000, deployed: 60_000 } as const;

render(<Page />, document.getElementById('studio') as HTMLElement);
listenToKeys();
listenToDrops();
rememberPlace();
listen();
startEstimating();
void trying(loadInfo).then(lookAgain);
void trying(look);

async function look(): Promise<void> {
  await loadCameras();
  if (selectedCamera.value === null) await goToPlace();
}

/** For as long as the page is open and looked at. */
async function lookAgain(): Promise<void> {
  let tookMs = 0;
  for (;;) {
    // However large the archive is, looking is not what the server is busy with.
    const waitMs = Math.max(LOOK_AGAIN_MS[info.value?.target ?? 'local'], 20 * tookMs);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    if (document.hidden) continue;
    const beganMs = performance.now();
    // What fails now is tried again; the page says by itself when the server is gone.
    await look().catch(() => undefined);
    if (selectedCamera.value !== null) await loadArchive(selectedCamera.value, true).catch(() => undefined);
    tookMs = performance.now() - beganMs;
  }
}
