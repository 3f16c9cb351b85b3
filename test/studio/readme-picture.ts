/**
 * Makes the picture of the studio in the README (npm run studio:screenshot): the demo's recordings, a few cuts, and
 * what Chromium shows of them.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import { execa } from 'execa';
import type { Page } from 'playwright-core';
import { formatTimestamp } from '../../functions/producer/core/recording-name.ts';
import { DEMO_STARTS_AT_MS, makeDemoRecordings } from '../../scripts/demo/demo-recordings.ts';
import { type LocalEnvironment, startEnvironment } from '../../scripts/local/environment.ts';
import { putObject } from '../../scripts/local/put-object.ts';
import { localStudioTarget } from '../../scripts/studio/local-target.ts';
import { startStudio } from '../../scripts/studio/studio.ts';
import { findChromium, launchChromium } from '../fixtures/browser.ts';

const PICTURE = fileURLToPath(new URL('../../docs/images/studio.png', import.meta.url));

const executablePath = findChromium();
if (!executablePath) throw new Error('there is no Chromium: install one, or set CHROMIUM_PATH');
const folder = await mkdtemp(join(tmpdir(), 'wavecut-picture-'));
const environment = await startEnvironment({ visibilityTimeoutS: 130 });
const studio = await startStudio(localStudioTarget(environment), { port: 0 });
const browser = await launchChromium(executablePath);
try {
  await record(environment);
  const page = await browser.newPage({
    viewport: { width: 1280, height: 1180 },
    colorScheme: 'dark',
    timezoneId: 'Pacific/Auckland',
  });
  page.setDefaultTimeout(180_000);
  await page.goto(studio.url);
  await page.getByRole('button', { name: /^58349/ }).click();
  await press(page, 'Home');
  await cutHere(page, { from: 75, to: 300 });
  await page.getByLabel('Aspect').selectOption('1:1');
  await cutHere(page, { from: 450, to: 520 });
  await page.getByRole('button', { name: 'Reset' }).click();
  await page.getByText('Fail', { exact: true }).click();
  await cutHere(page, { from: 500, to: 1230 });
  await page.getByText('Skip', { exact: true }).click();
  await page.getByText('has gaps in').last().waitFor();
  while ((await page.getByText('Available').count()) < 2) await page.waitForTimeout(100);

  await page.getByLabel('Aspect').selectOption('9:16');
  await mark(page, { from: 180, to: 480 });
  await page.getByRole('status', { name: 'Estimate' }).getByText('300 f').waitFor();
  // Words of what happened lately are gone by then.
  await page.waitForTimeout(7000);
  const raw = join(folder, 'raw.png');
  await page.screenshot({ path: raw });
  await mkdir(fileURLToPath(new URL('.', `file://${PICTURE}`)), { recursive: true });
  // 256 colours of its own: a third of the size, and nobody sees it.
  const filter = 'split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse=dither=none';
  await execa(ffmpeg.path, ['-v', 'error', '-y', '-i', raw, '-vf', filter, '-frames:v', '1', PICTURE]);
} finally {
  await browser.close();
  await studio.stop();
  await environment.stop();
  await rm(folder, { recursive: true });
}

/** Three cameras, with a hole here and there. */
async function record({ clients, recordingsBucket }: LocalEnvironment): Promise<void> {
  const recordings = await makeDemoRecordings(folder, { count: 3 });
  const at = (seconds: number) => formatTimestamp(DEMO_STARTS_AT_MS + seconds * 1000);
  const put = (key: string, path: string) => putObject(clients.s3, recordingsBucket, key, path);
  for (const [index, { key, path }] of recordings.entries()) {
    if (index !== 1) await put(key, path);
    await put(`61002/pier-north.${at(index * 20 - 7)}.mp4`, path);
    if (index % 2 === 0) await put(`61003/harbour.${at(index * 20 + 5)}.mp4`, path);
  }
}

async function press(page: Page, keys: string, times = 1): Promise<void> {
  for (let count = 0; count < times; count++) await page.locator('body').press(keys);
}

/** From frame to frame of the camera, counted from its first recording's first; recordings are 600 frames long. */
async function mark(page: Page, { from, to }: { from: number; to: number }): Promise<void> {
  for (const [frame, key] of [
    [from, 'i'],
    [to - 1, 'o'],
  ] as const) {
    await press(page, 'Home');
    // The second one is missing.
    if (frame >= 1200) await press(page, ']');
    await press(page, 'Shift+ArrowRight', Math.floor((frame % 600) / 10));
    await press(page, 'ArrowRight', frame % 10);
    await press(page, key);
  }
}

async function cutHere(page: Page, window: { from: number; to: number }): Promise<void> {
  await mark(page, window);
  await page
    .getByRole('status', { name: 'Estimate' })
    .getByText(/Mode|:/)
    .first()
    .waitFor();
  const clipId = await page.getByLabel('Clip id').inputValue();
  await press(page, 'Enter');
  await page.getByRole('article', { name: `Clip ${clipId}` }).waitFor();
}
