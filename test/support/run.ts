import { createRequire } from 'node:module';
import { buildProducer } from '../../scripts/build.ts';
import { countsLine, type Lane, runLanes } from './lanes.ts';
import { TESTS_BY_LANE } from './tests-by-lane.ts';

const MOCHA = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');

/** One more than a machine of two cores has: the tests wait a third of their time. Four were no faster. */
const AT_ONCE = 3;

const lanes = Object.entries(TESTS_BY_LANE).map(
  ([name, files]): Lane => ({
    name,
    command: [
      process.execPath,
      MOCHA,
      ...(process.stdout.isTTY ? ['--color'] : []),
      ...process.argv.slice(2),
      ...files,
    ],
  }),
);

// Each lane would make it otherwise.
await buildProducer();

const counts = await runLanes(lanes, AT_ONCE, (text) => process.stdout.write(text));
process.stdout.write(`\n${countsLine(counts)}\n`);
process.exitCode = counts.failed > 0 ? 1 : 0;
