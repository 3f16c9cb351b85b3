import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { formatTimestamp } from '../../functions/producer/core/recording-name.ts';
import { buildProducer } from '../../scripts/build.ts';
import { type LocalEnvironment, startEnvironment } from '../../scripts/local/environment.ts';
import { putObject } from '../../scripts/local/put-object.ts';
import { readServerSettings } from '../../scripts/local/settings.ts';
import { localStudioTarget } from '../../scripts/studio/local-target.ts';
import { type Studio, startStudio } from '../../scripts/studio/studio.ts';
import { findChromium, launchChromium, READ_COUNTER } from '../fixtures/browser.ts';
import { makeRecording, type RecordingOptions } from '../fixtures/recordings.ts';

/** 2026-01-01T00:00:00Z: the first frame of the test cameras, which is number 0. */
export const T0 = Date.UTC(2026, 0, 1);
const FPS = 25;
const SECONDS = 6;
/** Screenshots for people to look at. */
export const SHOTS = fileURLToPath(new URL('../../out/studio/', import.meta.url));

/** All of Wavecut on this machine, with its studio and a browser. */
export interface StudioFixture {
  readonly environment: LocalEnvironment;
  readonly studio: Studio;
  /** Opens the studio's page, and notes what goes wrong in it. */
  open(options?: BrowserContextOptions): Promise<OpenPage>;
  /** Puts a recording of `seconds` at `fromS` after T0; its frames carry the camera's numbers. */
  record(cameraId: string, fromS: number, options?: RecordingOptions): Promise<string>;
  /** Stops the studio and starts it again at the same address. */
  restart(): Promise<void>;
}

export interface OpenPage {
  readonly page: Page;
  /** URLs of all requests that the page has made. */
  readonly requested: readonly string[];
  /** Errors of scripts and of the content security policy. */
  readonly problems: readonly string[];
}

let started: Promise<StudioFixture> | undefined;
const stops: (() => unknown)[] = [];

/** The one studio of all tests of this folder: started by the first that asks, stopped after the last. */
export function studioFixture(): Promise<StudioFixture> {
  started ??= start();
  return started;
}

after('stop the studio', async () => {
  for (const stop of stops.reverse()) await stop();
});

/** Skips the suite with a word on a machine that has no Chromium; CI must have one. */
export function requireChromium(context: Mocha.Context): void {
  if (findChromium()) return;
  if (process.env.CI) throw new Error('CI has no Chromium: install the package "chromium-headless-shell"');
  console.log(
    '    there is no Chromium on this machine: install one (Debian: apt-get install chromium-headless-shell) or set CHROMIUM_PATH',
  );
  context.skip();
}

async function start(): Promise<StudioFixture> {
  const folder = await mkdtemp(join(tmpdir(), 'wavecut-studio-test-'));
  stops.push(() => rm(folder, { recursive: true }));
  await mkdir(SHOTS, { recursive: true });
  const { zipPath } = await buildProducer();
  const environment = await startEnvironment({
    zipPath,
    settings: readServerSettings({}),
    // Longer than a clip takes: no message comes again while it is worked on.
    visibilityTimeoutS: 130,
  });
  stops.push(environment.stop);
  const target = localStudioTarget(environment);
  let studio = await startStudio(target, { port: 0 });
  stops.push(() => studio.stop());
  const { url } = studio;
  let browser: Browser | undefined;
  stops.push(() => browser?.close());

  return {
    environment,
    get studio() {
      return studio;
    },
    async open(options = {}) {
      browser ??= await launchChromium(findChromium() as string);
      const context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        colorScheme: 'dark',
        // Not UTC, or nobody would see the two mixed up.
        timezoneId: 'Pacific/Auckland',
        ...options,
      });
      const page = await context.newPage();
      page.setDefaultTimeout(30_000);
      const requested: string[] = [];
      const problems: string[] = [];
      page.on('request', (request) => requested.push(request.url()));
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text());
      });
      await page.goto(url);
      return { page, requested, problems };
    },
    async record(cameraId, fromS, options = {}) {
      const path = await makeRecording({
        width: 384,
        height: 216,
        fps: FPS,
        gop: 2 * FPS,
        kbps: 300,
        seconds: SECONDS,
        firstFrame: Math.round(fromS * FPS),
        ...options,
      });
      const extension = path.slice(path.lastIndexOf('.') + 1);
      const key = `${cameraId}/front.${formatTimestamp(T0 + fromS * 1000)}.${extension}`;
      const { clients, recordingsBucket } = environment;
      await putObject(clients.s3, recordingsBucket, key, path);
      return key;
    },
    async restart() {
      const port = Number(new URL(url).port);
      await studio.stop();
      studio = await startStudio(target, { port });
    },
  };
}

/** The number in the counter of the picture that a video of the page shows; -1 where it shows none yet. */
export function frameShown(page: Page, selector: string): Promise<number> {
  return page.evaluate<number>(`(() => {
    const video = document.querySelector(${JSON.stringify(selector)});
    return !video || video.readyState < 2 || video.seeking ? -1 : (${READ_COUNTER})(video);
  })()`);
}

/** Closes the page of a test that is over; of one that failed there is a picture. */
export async function closePage(test: Mocha.Test | undefined, page: Page | undefined): Promise<void> {
  if (test?.state === 'failed' && page) {
    const name = test.title.slice(0, 40).replace(/\W+/g, '-');
    await page.screenshot({ path: `${SHOTS}failed-${name}.png` });
  }
  await page?.context().close();
}

/** Resolves when an expression holds in the page. (Playwright's own waiting is stopped by the page's policy.) */
export async function holds(page: Page, expression: string): Promise<void> {
  while (!(await page.evaluate<boolean>(`Boolean(${expression})`))) await page.waitForTimeout(40);
}

/** The player's picture: of its two videos, the one in front. */
export const PLAYER = '.screen video:not([hidden])';

/** Resolves when the video shows this frame; how long that may take is the test's time limit. */
export async function showsFrame(page: Page, selector: string, frame: number): Promise<void> {
  for (;;) {
    if ((await frameShown(page, selector)) === frame) return;
    await page.waitForTimeout(40);
  }
}
