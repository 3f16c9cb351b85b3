/** What one clip takes, measured or assumed; of the mean clip. */
export interface ClipFigures {
  /** Wall time of an invocation, s. */
  readonly durationS: number;
  readonly memoryGb: number;
  readonly s3Gets: number;
  readonly s3Puts: number;
  /** Operations on the database. */
  readonly mongoOperations: number;
  /** Connections that an execution environment keeps. */
  readonly mongoConnections: number;
}

/** What an account and a database allow; https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html */
export interface Limits {
  /** Concurrent executions of a region's functions: 1000 until more is asked for. */
  readonly lambdaConcurrency: number;
  /** `MaximumConcurrency` of the event source: clips made at a time. */
  readonly clipsAtATime: number;
  readonly mongoConnections: number;
  readonly mongoOperationsPerS: number;
  /** For each prefix of a bucket: 5500 GETs and 3500 PUTs a second. */
  readonly s3GetsPerS: number;
  readonly s3PutsPerS: number;
  /** Publishes of a topic: 300 a second in the smallest regions, 30,000 in the largest. */
  readonly snsPublishesPerS: number;
}

/** USD, us-east-1, on demand, as of the price list that `core/cost.ts` names. */
export interface Prices {
  readonly perGbSecond: number;
  readonly perMillionInvocations: number;
  readonly perThousandPuts: number;
  readonly perThousandGets: number;
  readonly perMillionSqsRequests: number;
  readonly perMillionPublishes: number;
}

export interface Demand {
  readonly clipsPerDay: number;
  /** The busiest minute against the mean one. */
  readonly peakFactor: number;
}

/** A limit, and how much of it is used at the peak. */
export interface Used {
  readonly limit: string;
  readonly needed: number;
  readonly allowed: number;
  readonly setting: string;
}

export interface Scale {
  readonly clipsPerSAtPeak: number;
  /** By Little's law: what arrives in the time that one takes. */
  readonly environmentsAtPeak: number;
  /** The most used first. */
  readonly limits: readonly Used[];
  readonly usdPerDay: number;
  readonly usdPerThousandClips: number;
  /** How many clips a day the first limit allows. */
  readonly mostClipsPerDay: number;
}

const S_PER_DAY = 86_400;
/** Receive, delete, and what a pending clip or a failure sends besides: of the mean message. */
const SQS_REQUESTS = 3;

/** What a number of clips a day takes, what that costs, and which limit it meets first. */
export function scaleOf(demand: Demand, clip: ClipFigures, limits: Limits, prices: Prices): Scale {
  const clipsPerSAtPeak = (demand.clipsPerDay / S_PER_DAY) * demand.peakFactor;
  const environmentsAtPeak = Math.ceil(clipsPerSAtPeak * clip.durationS);
  const used: Used[] = [
    {
      limit: 'clips made at a time',
      needed: environmentsAtPeak,
      allowed: limits.clipsAtATime,
      setting: '`WAVECUT_MAX_CONCURRENCY` of the stack',
    },
    {
      limit: 'Lambda concurrency',
      needed: environmentsAtPeak,
      allowed: limits.lambdaConcurrency,
      setting: "the account's concurrent executions (Service Quotas)",
    },
    {
      limit: 'MongoDB connections',
      needed: environmentsAtPeak * clip.mongoConnections,
      allowed: limits.mongoConnections,
      setting: "the cluster's tier",
    },
    {
      limit: 'MongoDB operations a second',
      needed: clipsPerSAtPeak * clip.mongoOperations,
      allowed: limits.mongoOperationsPerS,
      setting: "the cluster's tier",
    },
    {
      limit: 'S3 GETs a second, one camera prefix',
      needed: clipsPerSAtPeak * clip.s3Gets,
      allowed: limits.s3GetsPerS,
      setting: 'none: S3 splits prefixes by itself; cameras are prefixes of their own',
    },
    {
      limit: 'S3 PUTs a second, one camera prefix',
      needed: clipsPerSAtPeak * clip.s3Puts,
      allowed: limits.s3PutsPerS,
      setting: 'none: as above',
    },
    {
      limit: 'SNS publishes a second',
      needed: clipsPerSAtPeak,
      allowed: limits.snsPublishesPerS,
      setting: "the account's publish rate (Service Quotas)",
    },
  ];
  used.sort((a, b) => b.needed / b.allowed - a.needed / a.allowed);
  const [first] = used as [Used, ...Used[]];
  const usdPerDay = demand.clipsPerDay * usdPerClip(clip, prices);
  return {
    clipsPerSAtPeak,
    environmentsAtPeak,
    limits: used,
    usdPerDay,
    usdPerThousandClips: 1000 * usdPerClip(clip, prices),
    mostClipsPerDay: Math.floor((demand.clipsPerDay * first.allowed) / first.needed),
  };
}

function usdPerClip(clip: ClipFigures, prices: Prices): number {
  return (
    clip.durationS * clip.memoryGb * prices.perGbSecond +
    prices.perMillionInvocations / 1e6 +
    (clip.s3Puts * prices.perThousandPuts + clip.s3Gets * prices.perThousandGets) / 1000 +
    (SQS_REQUESTS * prices.perMillionSqsRequests + prices.perMillionPublishes) / 1e6
  );
}
