import type { Refusal } from '../api.ts';

/** The server said no; the message is for people. */
class ApiError extends Error {
  readonly code: string;

  constructor({ code, message }: Refusal['error']) {
    super(message);
    this.code = code;
  }
}

export function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return answer(fetch(path, signal ? { signal } : {}));
}

export function post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  return answer(fetch(path, signal ? { ...init, signal } : init));
}

async function answer<T>(asking: Promise<Response>): Promise<T> {
  const response = await asking;
  const content = (await response.json()) as T | Refusal;
  if (response.ok) return content as T;
  throw new ApiError((content as Refusal).error);
}

/** Where an object of a bucket is read from: the studio's own server. */
export function mediaUrl(bucket: 'recordings' | 'clips' | 'watermarks', key: string): string {
  return `/media/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
}
