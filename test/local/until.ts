import { setTimeout } from 'node:timers/promises';

/** Resolves when `condition` holds; whoever runs the tests ends a wait for what never happens. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await setTimeout(20);
}
