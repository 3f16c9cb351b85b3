/**
 * Tests of one lane follow one another: they share one Wavecut, one stack on Terraform, and what `npm start` writes. In
 * the order in which they begin: the longest first.
 */
export const TESTS_BY_LANE: Readonly<Record<string, readonly string[]>> = {
  'real recordings': ['test/integration/**/*.test.ts'],
  'whole programs': [
    'test/e2e/!(crashes|faults|demo*|command-line).test.ts',
    'test/e2e/*/**/*.test.ts',
    'test/local/start.test.ts',
  ],
  Terraform: ['test/terraform/**/*.test.ts'],
  'crashes and faults': ['test/e2e/@(crashes|faults).test.ts'],
  'the studio': ['test/studio/**/*.test.ts'],
  'the demo': ['test/e2e/@(demo*|command-line).test.ts'],
  'all others': ['test/!(e2e|integration|studio|terraform|build|local)/**/*.test.ts', 'test/*.test.ts'],
  'the build': ['test/build/**/*.test.ts'],
  'the local environment': ['test/local/!(start).test.ts', 'test/local/*/**/*.test.ts'],
};
