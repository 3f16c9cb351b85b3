import { expect } from 'chai';
import type { Page } from 'playwright-core';
import {
  closePage,
  frameShown,
  holds,
  PLAYER,
  requireChromium,
  SHOTS,
  type StudioFixture,
  showsFrame,
  studioFixture,
  T0,
} from './studio-fixture.ts';

/** The card's video, once it plays. */
const CLIP = '.card video';

describe('the studio in Chromium', function () {
  this.timeout(60_000);
  let wavecut: StudioFixture;

  before(async function () {
    requireChromium(this);
    wavecut = await studioFixture();
    await wavecut.record('surf', 0);
    await wavecut.record('surf', 6);
    await wavecut.record('surf', 18);
  });

  afterEach(async function () {
    await closePage(this.currentTest, page);
    page = undefined;
  });

  let page: Page | undefined;
  const opened = async (options = {}) => {
    const open = await wavecut.open(options);
    page = open.page;
    // The last recording's first frame is shown when the archive is there.
    await open.page.getByRole('button', { name: /^surf/ }).click();
    return open;
  };
  const key = (keys: string, times = 1) => pressed(page as Page, keys, times);

  it('plays the archive from any frame, across a join', async () => {
    const { page } = await opened();
    await key('Home');
    await showsFrame(page, PLAYER, 0);
    await key('ArrowRight', 3);
    await showsFrame(page, PLAYER, 3);
    await key(']');
    await showsFrame(page, PLAYER, 150);
    await key('ArrowLeft');
    await showsFrame(page, PLAYER, 149);
    await key('Shift+ArrowLeft', 2);
    await showsFrame(page, PLAYER, 129);
    await key(' ');
    for (let frame = 0; frame < 160; ) {
      frame = await frameShown(page, PLAYER);
      await page.waitForTimeout(40);
    }
    await key('k');
    expect(await page.locator('.clock-local').textContent()).to.match(/^13:00:0/);
  });

  it('cuts what was marked by keys alone; the clip arrives by itself and begins with the marked frame', async () => {
    const { page, problems } = await opened();
    await key('Home');
    await showsFrame(page, PLAYER, 0);
    await key('Shift+ArrowRight', 3);
    await key('ArrowRight', 7);
    await showsFrame(page, PLAYER, 37);
    await key('i');
    await key(']');
    await key('Shift+ArrowRight', 2);
    await showsFrame(page, PLAYER, 170);
    await key('o');
    // 37 to 170, the last one included.
    await page.getByRole('status', { name: 'Estimate' }).getByText('134 f').waitFor();
    expect(await page.locator('.estimate').textContent()).to.match(
      /Smart cut.*about \d+\.\d s.*kB.*\$0\.0000\d\d/,
    );
    await page.locator('.message summary').click();
    const message = JSON.parse(await page.getByLabel('Message', { exact: true }).inputValue());
    expect(message).to.include({
      cameraId: 'surf',
      startTimestampInMs: T0 + 1480,
      endTimestampInMs: T0 + 6840,
    });
    const line = await page.getByLabel('AWS CLI', { exact: true }).inputValue();
    expect(line)
      .to.contain(`--queue-url ${wavecut.environment.queueUrl}`)
      .and.contain(JSON.stringify(message));
    await page.screenshot({ path: `${SHOTS}marked.png` });

    await page.locator('body').press('Enter');
    const card = page.getByRole('article', { name: `Clip ${message.clipId}` });
    await card.getByText('Available').waitFor();
    expect(await card.textContent()).to.match(/smart cut.*\d s.*kB read, .*kB stored.*\$0\.0000/);
    await card.getByRole('button', { name: /^Play/ }).click();
    await page.evaluate(`document.querySelector('${CLIP}').pause()`);
    await page.evaluate(`document.querySelector('${CLIP}').currentTime = 0`);
    await showsFrame(page, CLIP, 37);
    await page.screenshot({ path: `${SHOTS}clip.png`, fullPage: true });
    expect(problems).to.deep.equal([]);
  });

  it('shows clips again after a reload, and after a restart of the server without one', async () => {
    const { page } = await opened();
    const cards = page.getByRole('article');
    await cards.first().waitFor();
    const before = await cards.count();
    await key('Home');
    await key('Shift+ArrowRight', 2);
    await key('i');
    await showsFrame(page, PLAYER, 20);
    await page.reload();
    await cards.first().waitFor();
    expect(await cards.count()).to.equal(before);
    // The place as well, and the mark.
    await showsFrame(page, PLAYER, 20);
    expect(await page.getByRole('slider', { name: /^In mark/ }).getAttribute('aria-valuenow')).to.equal(
      String(T0 + 800),
    );

    await wavecut.restart();
    await page.getByText('no connection').waitFor({ state: 'detached' });
    await key('Home');
    await showsFrame(page, PLAYER, 0);
    expect(await cards.count()).to.equal(before);
  });

  it('moves marks by mouse and by keys, from frame to frame', async () => {
    const { page } = await opened();
    await key('Home');
    await showsFrame(page, PLAYER, 0);
    await key('i');
    await key('Shift+ArrowRight', 5);
    await showsFrame(page, PLAYER, 50);
    await key('o');
    const outMark = page.getByRole('slider', { name: /^Out mark/ });
    expect(await outMark.getAttribute('aria-valuenow')).to.equal(String(T0 + 2040));
    await outMark.press('ArrowLeft');
    await waitForValue(outMark, T0 + 2000);
    await showsFrame(page, PLAYER, 49);

    const inMark = page.getByRole('slider', { name: /^In mark/ });
    const { x = 0, y = 0 } = (await inMark.boundingBox()) ?? {};
    await page.mouse.move(x + 4, y + 25);
    await page.mouse.down();
    await page.mouse.move(x + 30, y + 25, { steps: 4 });
    await page.mouse.up();
    await holds(page, `document.querySelector('.mark-in').ariaValueNow !== '${T0}'`);
    const movedMs = Number(await inMark.getAttribute('aria-valuenow')) - T0;
    // A whole number of frames of 40 ms.
    expect(movedMs)
      .to.be.above(0)
      .and.satisfy((ms: number) => ms % 40 === 0);
    await key('x');
    expect(await page.getByRole('slider', { name: /mark/ }).count()).to.equal(0);
  });

  it('says why a request failed, and sends it again when the recording is there', async () => {
    const { page } = await opened();
    await key('Home');
    await key(']');
    await key('Shift+ArrowRight', 10);
    await showsFrame(page, PLAYER, 250);
    await key('i');
    await key(']');
    await showsFrame(page, PLAYER, 450);
    await key('o');
    await page.getByText('Fail', { exact: true }).click();
    await page
      .getByRole('status', { name: 'Estimate' })
      .getByText(/has gaps/)
      .waitFor();
    const clipId = await page.getByLabel('Clip id').inputValue();
    await page.getByRole('button', { name: /^Cut/ }).click();
    const card = page.getByRole('article', { name: `Clip ${clipId}` });
    await card.getByText(/camera surf has gaps in/).waitFor();
    await page.screenshot({ path: `${SHOTS}failed.png`, fullPage: true });

    await wavecut.record('surf', 12);
    await card.getByRole('button', { name: /^Retry/ }).click();
    await card.getByText('Available').waitFor();
  });

  it('opens a clip in the archive at its place', async () => {
    const { page } = await opened();
    await key('End');
    const card = page.getByRole('article').filter({ hasText: '13:00:01.480' }).last();
    await card.getByRole('button', { name: /^Archive/ }).click();
    await showsFrame(page, PLAYER, 37);
  });
});

async function pressed(page: Page, keys: string, times: number): Promise<void> {
  for (let press = 0; press < times; press++) await page.locator('body').press(keys);
}

async function waitForValue(slider: ReturnType<Page['getByRole']>, value: number): Promise<void> {
  while ((await slider.getAttribute('aria-valuenow')) !== String(value))
    await slider.page().waitForTimeout(30);
}
