/** List prices in USD of us-east-1, x86, without free tier or discounts; the name goes into every document. */
const PRICES = {
  name: 'us-east-1 list prices, 2026-01',
  lambdaGbSecond: 0.0000166667,
  lambdaRequest: 0.0000002,
  s3Get: 0.0000004,
  s3Put: 0.000005,
};

/** How often S3 was asked. A listing is paid like a PUT. */
export interface ReadRequests {
  readonly gets: number;
  readonly lists: number;
}

export interface Cost {
  readonly gbSeconds: number;
  readonly s3Gets: number;
  readonly s3Puts: number;
  readonly usd: number;
  readonly prices: string;
}

/** What a clip cost so far: compute and requests; storage and traffic are its readers'. */
export function costOf(used: { durationMs: number; memoryMb: number; s3Gets: number; s3Puts: number }): Cost {
  const gbSeconds = (used.durationMs / 1000) * (used.memoryMb / 1024);
  const usd =
    gbSeconds * PRICES.lambdaGbSecond +
    PRICES.lambdaRequest +
    used.s3Gets * PRICES.s3Get +
    used.s3Puts * PRICES.s3Put;
  return {
    gbSeconds: round(gbSeconds, 3),
    s3Gets: used.s3Gets,
    s3Puts: used.s3Puts,
    usd: round(usd, 8),
    prices: PRICES.name,
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
