import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import type { Page } from 'playwright-core';
import { makeRecording } from '../fixtures/recordings.ts';
import {
  closePage,
  holds,
  PLAYER,
  requireChromium,
  SHOTS,
  type StudioFixture,
  showsFrame,
  studioFixture,
  T0,
} from './studio-fixture.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;

interface AxeResult {
  violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
}

describe("the studio's page", function () {
  this.timeout(60_000);
  let wavecut: StudioFixture;
  let page: Page | undefined;

  before(async function () {
    requireChromium(this);
    wavecut = await studioFixture();
    await wavecut.record('quay', 0);
    await wavecut.record('quay', 6);
    await wavecut.record('quay-ts', 0, { container: 'ts' });
  });

  afterEach(async function () {
    await closePage(this.currentTest, page);
    page = undefined;
  });

  const opened = async (options = {}) => {
    const open = await wavecut.open(options);
    page = open.page;
    await open.page.getByRole('button', { name: /^quay front/ }).click();
    await open.page.locator('body').press('Home');
    await showsFrame(open.page, PLAYER, 0);
    return open;
  };

  /** What axe-core calls serious or critical, in the page as it is. */
  async function faults(page: Page): Promise<string[]> {
    // A test may run what the page's policy forbids to everybody else.
    await page.evaluate(await readFile(AXE, 'utf8'));
    const { violations } = await page.evaluate<AxeResult>('axe.run()');
    return violations
      .filter(({ impact }) => ['serious', 'critical'].includes(impact))
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
  }

  for (const colorScheme of ['dark', 'light'] as const) {
    for (const [name, size] of [
      ['1280', {}],
      ['390', PHONE],
    ] as const) {
      it(`has no serious fault for a screen reader, ${colorScheme}, ${name} wide, and nothing to scroll sideways`, async () => {
        const { page, problems } = await opened({ colorScheme, ...size });
        await page.locator('body').press('i');
        await page.locator('body').press('Shift+ArrowRight');
        await page.locator('body').press('o');
        await page.getByRole('status', { name: 'Estimate' }).getByText('11 f').waitFor();
        expect(await faults(page)).to.deep.equal([]);
        const [wide, seen] = await page.evaluate<number[]>(
          '[document.documentElement.scrollWidth, innerWidth]',
        );
        expect(wide).to.be.at.most(seen as number);
        await page.screenshot({ path: `${SHOTS}page-${colorScheme}-${name}.png`, fullPage: true });
        expect(problems).to.deep.equal([]);
      });
    }
  }

  it('asks nobody but its own server, breaks no rule of its policy, and moves nothing that was there', async () => {
    const { page, requested, problems } = await wavecut.open();
    await page.evaluate(`new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted = (window.shifted ?? 0) + entry.value;
    }).observe({ type: 'layout-shift', buffered: true })`);
    await page.getByRole('button', { name: /^quay front/ }).click();
    await page.locator('body').press('Home');
    await showsFrame(page, PLAYER, 0);
    await page.mouse.move(500, 660);
    await page.waitForResponse(/\/api\/picture/);
    await page.waitForTimeout(300);
    const strangers = requested.filter(
      (url) => !url.startsWith(wavecut.studio.url) && !url.startsWith('blob:'),
    );
    expect(strangers).to.deep.equal([]);
    expect(problems).to.deep.equal([]);
    // 0 is nothing at all, 0.1 what is called good.
    expect(await page.evaluate('window.shifted ?? 0')).to.be.below(0.02);
  });

  it('reaches everything by the Tab key, and shows where it is', async () => {
    const { page } = await opened();
    const reached = new Set<string>();
    for (let press = 0; press < 60; press++) {
      await page.keyboard.press('Tab');
      const { name, ring } = await page.evaluate<{ name: string; ring: boolean }>(`(() => {
        const element = document.activeElement;
        const label = element.closest('label')?.textContent ?? '';
        const styles = [element, element.nextElementSibling].filter(Boolean).map((one) => getComputedStyle(one));
        const before = getComputedStyle(element, '::before').boxShadow;
        return {
          name: element.getAttribute('aria-label') ?? (label || element.textContent).trim(),
          ring: element === document.body || before !== 'none' || styles.some(({ outlineStyle }) => outlineStyle !== 'none'),
        };
      })()`);
      expect(ring, `the focus on "${name}" cannot be seen`).to.equal(true);
      reached.add(name);
    }
    const names = [...reached].join('\n');
    for (const wanted of [
      'dead letters',
      'Play',
      'In: mark the first frame',
      'Exact',
      'Aspect',
      'Speed',
      'Sprite',
      'Zoom in',
      'quay',
      'Playhead',
    ]) {
      expect(names).to.contain(wanted);
    }
  });

  it('says of a recording that no browser plays why not, and marks it all the same', async () => {
    const { page } = await opened();
    await page.getByRole('button', { name: /^quay-ts/ }).click();
    await page.locator('body').press('Home');
    await page.getByText('No picture: browsers do not play MPEG-TS.').waitFor();
    await page.locator('body').press('i');
    await page.locator('body').press('Shift+ArrowRight');
    await page.locator('body').press('o');
    await page.getByRole('status', { name: 'Estimate' }).getByText('11 f').waitFor();
  });

  it('draws the crop over the picture, and leaves edits alone where nothing is encoded', async () => {
    const { page } = await opened();
    await page.getByLabel('Aspect').selectOption('1:1');
    const edge = page.locator('.crop-edge');
    // 216 lines of a picture of 384: what is left at its sides is 84 each.
    expect([await edge.getAttribute('x'), await edge.getAttribute('width')]).to.deep.equal(['84', '216']);
    await page.getByText('Keyframe', { exact: true }).click();
    expect(await page.getByLabel('Aspect').isDisabled()).to.equal(true);
  });

  it('stores a file that is dropped on it as a recording of the chosen time', async () => {
    const { page } = await opened();
    const bytes = await readFile(
      await makeRecording({ width: 384, height: 216, fps: 25, seconds: 2, firstFrame: 900 }),
    );
    await page.evaluate(`(() => {
      const bytes = Uint8Array.from(atob('${bytes.toString('base64')}'), (char) => char.charCodeAt(0));
      const files = new DataTransfer();
      files.items.add(new File([bytes], 'cam.20260101T000036.mp4'));
      for (const type of ['dragenter', 'dragover', 'drop'])
        window.dispatchEvent(new DragEvent(type, { dataTransfer: files, bubbles: true, cancelable: true }));
    })()`);
    const dialog = page.getByRole('dialog');
    // 13 hours before UTC.
    expect(await dialog.getByLabel('First frame').inputValue()).to.match(/^2026-01-01T13:00:36/);
    await dialog.getByLabel('Camera').fill('dropped');
    await page.screenshot({ path: `${SHOTS}upload.png` });
    await dialog.getByRole('button', { name: 'Store it' }).click();
    await page.getByText('dropped/upload.20260101T000036000.mp4 is in the archive.').waitFor();
    await showsFrame(page, PLAYER, 900);
  });

  it('shows how far an upload is, and cancels it', async () => {
    const { page } = await opened();
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 2_000_000 };
    await session.send('Network.emulateNetworkConditions', slow);
    await page.evaluate(`(() => {
      const files = new DataTransfer();
      files.items.add(new File([new Uint8Array(30_000_000)], 'large.mp4'));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }));
    })()`);
    await page.getByRole('dialog').getByRole('button', { name: 'Store it' }).click();
    await holds(page, `document.querySelector('progress')?.value > 1_000_000`);
    await page.getByRole('button', { name: /^Cancel/ }).click();
    await page.getByText('large.mp4 is cancelled; nothing of it is stored.').waitFor();
  });

  it('shows dead letters, and sends them again', async () => {
    const { page } = await opened();
    const { clients, deadLetterQueueUrl: QueueUrl } = wavecut.environment;
    const window = { startTimestampInMs: T0 + 1000, endTimestampInMs: T0 + 3000 };
    const MessageBody = JSON.stringify({ clipId: 'from-the-dead', cameraId: 'quay', ...window });
    await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    await page.getByRole('button', { name: '1 dead letters' }).click();
    await page.getByRole('heading', { name: 'from-the-dead' }).waitFor();
    expect(await faults(page)).to.deep.equal([]);
    await page.screenshot({ path: `${SHOTS}dead-letters.png` });
    await page.getByRole('button', { name: 'Redrive from-the-dead' }).click();
    await page.getByText('None. Messages come here').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('article', { name: 'Clip from-the-dead' }).getByText('Available').waitFor();
  });

  it('counts down to the moment when a pending clip is expected', async () => {
    const mongo = new MongoClient(wavecut.environment.mongodbUri);
    try {
      const now = Date.now();
      const clips = mongo.db(wavecut.environment.mongodbDatabase).collection<{ _id: string }>('clips');
      const nothing = { clip: { key: null, url: null }, thumbnail: { key: null, url: null, sizes: [] } };
      const times = { createdAt: now, updatedAt: now, expectedAt: now + 95_000 };
      const window = { cameraId: 'quay', startTimestampInMs: now - 1000, endTimestampInMs: now + 60_000 };
      const shown = { status: 'CLIP_PENDING', reason: null, media: null, covered: [], gaps: [] };
      await clips.insertOne({ _id: 'pending-1', ...window, ...nothing, ...times, ...shown });
      const { page } = await opened();
      const card = page.getByRole('article', { name: 'Clip pending-1' });
      await card.getByText('Waiting for the recording').waitFor();
      await card.getByText(/^1:\d\d$/).waitFor();
      await clips.deleteOne({ _id: 'pending-1' });
    } finally {
      await mongo.close();
    }
  });

  it('is used by thumb on a phone: a tap seeks, two taps mark, and the clip comes', async () => {
    const { page } = await opened(PHONE);
    await page.getByRole('button', { name: 'In: mark the first frame' }).tap();
    await page.getByRole('button', { name: 'One frame on' }).tap();
    await page.getByRole('button', { name: 'One frame on' }).tap();
    await showsFrame(page, PLAYER, 2);
    await page.getByRole('button', { name: 'Out: mark the last frame' }).tap();
    const clipId = await page.getByLabel('Clip id').inputValue();
    await page.getByRole('button', { name: /^Cut/ }).tap();
    await page
      .getByRole('article', { name: `Clip ${clipId}` })
      .getByText('Available')
      .waitFor();
    const lanes = (await page.locator('.lanes').boundingBox()) as { x: number; y: number; width: number };
    const before = await page.getByRole('slider', { name: /^Playhead/ }).getAttribute('aria-valuenow');
    await page.locator('.lanes').scrollIntoViewIfNeeded();
    await page.locator('.lanes').tap({ position: { x: lanes.width / 2, y: 70 } });
    await holds(page, `document.querySelector('.playhead').ariaValueNow !== '${before}'`);
  });
});
