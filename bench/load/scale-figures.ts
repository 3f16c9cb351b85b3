import type { ClipFigures, Demand, Limits, Prices } from './scale-model.ts';

/** A million clips a day, five times as many in the busiest minute as in the mean one. */
export const DEMAND: Demand = { clipsPerDay: 1_000_000, peakFactor: 5 };

/**
 * A clip of 60 s across two recordings of 720p30, exact to the frame, with two thumbnails, as `npm run bench` measured
 * it (README): 2.24 s of CPU, which take 3.9 s on the 0.58 of a CPU that 1024 MB have, and 0.4 s of waiting; 25 GETs;
 * 28 MB in parts of 5 MiB (6, one to begin and one to end them), two thumbnails, and three listings, which are paid like
 * PUTs. The operations on the database are claim, lease check, end and mark; the connections are those that
 * `npm run bench:load` counted.
 */
export const MINUTE_CLIP: ClipFigures = {
  durationS: 4.3,
  memoryGb: 1,
  s3Gets: 25,
  s3Puts: 13,
  mongoOperations: 4,
  mongoConnections: 2,
};

export const LIMITS: Limits = {
  lambdaConcurrency: 1000,
  // The stack's default of `prod`.
  clipsAtATime: 50,
  mongoConnections: 1500,
  mongoOperationsPerS: 2000,
  s3GetsPerS: 5500,
  s3PutsPerS: 3500,
  snsPublishesPerS: 300,
};

export const PRICES: Prices = {
  perGbSecond: 0.0000166667,
  perMillionInvocations: 0.2,
  perThousandPuts: 0.005,
  perThousandGets: 0.0004,
  perMillionSqsRequests: 0.4,
  perMillionPublishes: 0.5,
};
