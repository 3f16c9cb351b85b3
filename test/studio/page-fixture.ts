import type { Page } from 'playwright-core';
import {
  closePage,
  PLAYER,
  requireChromium,
  type StudioFixture,
  showsFrame,
  studioFixture,
} from './studio-fixture.ts';

/** The studio's page over recordings of a quay, one of them in a form that no browser plays. */
export function pageFixture() {
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

  return {
    get wavecut() {
      return wavecut;
    },
    /** Opens the page at the quay's first frame; it is closed when the test is over. */
    async opened(options = {}) {
      const open = await wavecut.open(options);
      page = open.page;
      await open.page.getByRole('button', { name: /^quay front/ }).click();
      await open.page.locator('body').press('Home');
      await showsFrame(open.page, PLAYER, 0);
      return open;
    },
  };
}
