import { setTimeout } from 'node:timers/promises';

let isOver = false;

after('end what is still waited for', () => {
  isOver = true;
});

/**
 * Resolves when `condition` holds. How long that may take is the test's time limit; what is waited for behind that
 * ends with the last test, so that the process can.
 *
 * @throws what `condition` throws.
 */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) {
    if (isOver) throw new Error('what was waited for never happened');
    await setTimeout(20);
  }
}
