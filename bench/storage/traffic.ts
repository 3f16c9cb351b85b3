/** Requests as S3 prices them apart. */
export type RequestKind =
  | 'GetObject'
  | 'ListObjectsV2'
  | 'PutObject'
  | 'CreateMultipartUpload'
  | 'UploadPart'
  | 'CompleteMultipartUpload'
  | 'AbortMultipartUpload';

/** What went over the line. */
export interface Traffic {
  readonly requests: Readonly<Partial<Record<RequestKind, number>>>;
  /** Of objects' bodies, as far as they were handed to the network. */
  readonly bytesRead: number;
  /** Of request bodies, framing included. */
  readonly bytesWritten: number;
}

/** Counts requests and bytes from one look to the next. */
export class TrafficMeter {
  #requests: Partial<Record<RequestKind, number>> = {};
  #bytesRead = 0;
  #bytesWritten = 0;

  request(kind: RequestKind): void {
    this.#requests[kind] = (this.#requests[kind] ?? 0) + 1;
  }

  read(bytes: number): void {
    this.#bytesRead += bytes;
  }

  written(bytes: number): void {
    this.#bytesWritten += bytes;
  }

  /** What was counted since the last call; starts anew. */
  take(): Traffic {
    const traffic = {
      requests: this.#requests,
      bytesRead: this.#bytesRead,
      bytesWritten: this.#bytesWritten,
    };
    this.#requests = {};
    this.#bytesRead = 0;
    this.#bytesWritten = 0;
    return traffic;
  }
}

/** All requests of whatever kind. */
export function totalRequests({ requests }: Pick<Traffic, 'requests'>): number {
  return Object.values(requests).reduce((sum, count) => sum + count, 0);
}
