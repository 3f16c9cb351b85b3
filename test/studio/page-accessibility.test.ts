import { expect } from 'chai';
import { faults } from './axe.ts';
import { pageFixture } from './page-fixture.ts';
import { holds, PLAYER, SHOTS, showsFrame } from './studio-fixture.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;

describe("the studio's page", function () {
  this.timeout(60_000);
  const { opened } = pageFixture();

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
