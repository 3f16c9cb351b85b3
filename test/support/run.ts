import { createRequire } from 'node:module';
import { buildProducer } from '../../scripts/build.ts';
import { countsLine, type Lane, runLanes } from './lanes.ts';

const MOCHA = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');

/** Tests of one lane follow one another: they share one Wavecut, one stack on Terraform, and what `npm start` writes. */
const lane = (name: string, ...files: string[]): Lane => ({
  name,
  command: [
    process.execPath,
    [MOCHA, ...(process.stdout.isTTY ? ['--color'] : []), ...process.argv.slice(2), ...files],
  ].flat() as [string, ...string[]],
});

// Each lane would make it otherwise.
await buildProducer();

// Of about the same length; those of the last lane wait most of the time.
const counts = await runLanes(
  [
    lane('whole programs', 'test/{e2e,local}/**/*.test.ts'),
    lane('parts', 'test/!(e2e|local|studio|terraform)/**/*.test.ts', 'test/*.test.ts'),
    lane('browsers and Terraform', 'test/{studio,terraform}/**/*.test.ts'),
  ],
  (text) => process.stdout.write(text),
);
process.stdout.write(`\n${countsLine(counts)}\n`);
process.exitCode = counts.failed > 0 ? 1 : 0;
