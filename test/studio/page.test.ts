import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import { faults } from './axe.ts';
import { pageFixture } from './page-fixture.ts';
import { PLAYER, SHOTS, showsFrame, T0 } from './studio-fixture.ts';

describe("the studio's page", function () {
  this.timeout(60_000);
  const studio = pageFixture();
  const { opened } = studio;

  it('asks nobody but its own server, breaks no rule of its policy, and moves nothing that was there', async () => {
    const { page, requested, problems } = await studio.wavecut.open();
    await page.evaluate(`new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted = (window.shifted ?? 0) + entry.value;
    }).observe({ type: 'layout-shift', buffered: true })`);
    await page.getByRole('button', { name: /^quay front/ }).click();
    await page.locator('body').press('Home');
    await showsFrame(page, PLAYER, 0);
    // Over a recording, whichever cameras are listed above its own.
    const lane = await page.getByRole('button', { name: /^quay-ts/ }).boundingBox();
    await page.mouse.move(500, (lane?.y ?? 0) + 24);
    await page.waitForResponse(/\/api\/picture/);
    await page.waitForTimeout(300);
    const strangers = requested.filter(
      (url) => !url.startsWith(studio.wavecut.studio.url) && !url.startsWith('blob:'),
    );
    expect(strangers).to.deep.equal([]);
    expect(problems).to.deep.equal([]);
    // 0 is nothing at all, 0.1 what is called good.
    expect(await page.evaluate('window.shifted ?? 0')).to.be.below(0.02);
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

  it('shows dead letters, and sends them again', async () => {
    const { page } = await opened();
    const { clients, deadLetterQueueUrl: QueueUrl } = studio.wavecut.environment;
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
    const mongo = new MongoClient(studio.wavecut.environment.mongodbUri);
    try {
      const now = Date.now();
      const clips = mongo.db(studio.wavecut.environment.mongodbDatabase).collection<{ _id: string }>('clips');
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
});
