import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { makeRecording } from '../fixtures/recordings.ts';
import { pageFixture } from './page-fixture.ts';
import { holds, PLAYER, SHOTS, showsFrame } from './studio-fixture.ts';

describe("the studio's page", function () {
  this.timeout(60_000);
  const { opened } = pageFixture();

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
});
