import { mediaUrl } from '../api-client.ts';

type Callback = (videoTimeS: number) => void;

/**
 * Two video elements, one in front of the other: while one plays a recording, the next one loads in the other, so that
 * a join is a swap and not a pause.
 */
export class VideoPair {
  front: HTMLVideoElement;
  #back: HTMLVideoElement;
  readonly #keys = new WeakMap<HTMLVideoElement, string>();
  /** Called with the time of each frame that is shown in front. */
  onFrame: Callback = () => undefined;
  onEnded: () => void = () => undefined;
  onFailure: (text: string) => void = () => undefined;

  constructor(first: HTMLVideoElement, second: HTMLVideoElement) {
    this.front = first;
    this.#back = second;
    for (const video of [first, second]) {
      video.addEventListener('ended', () => this.#isFront(video) && this.onEnded());
      video.addEventListener('error', () => {
        if (this.#isFront(video) && this.#keys.get(video))
          this.onFailure(video.error?.message || 'it cannot be read');
      });
      const look: VideoFrameRequestCallback = (_now, { mediaTime }) => {
        if (this.#isFront(video)) this.onFrame(mediaTime);
        video.requestVideoFrameCallback(look);
      };
      video.requestVideoFrameCallback(look);
    }
    this.#show();
  }

  /** Loads a recording in front; resolves when a moment of it can be sought. */
  async load(key: string): Promise<void> {
    if (this.#keys.get(this.front) === key && this.front.error === null) return ready(this.front);
    if (this.#keys.get(this.#back) === key && this.#back.error === null) this.#swap();
    else this.#give(this.front, key);
    await ready(this.front);
  }

  /** Loads what comes next, behind. */
  prepare(key: string, atS: number): void {
    if (this.#keys.get(this.#back) === key) return;
    this.#give(this.#back, key);
    const back = this.#back;
    const begin = () => {
      back.currentTime = atS;
    };
    back.addEventListener('loadedmetadata', begin, { once: true });
  }

  /** Shows nothing. */
  clear(): void {
    for (const video of [this.front, this.#back]) {
      if (!this.#keys.get(video)) continue;
      this.#keys.delete(video);
      video.removeAttribute('src');
      video.load();
    }
  }

  #give(video: HTMLVideoElement, key: string): void {
    video.pause();
    this.#keys.set(video, key);
    video.src = mediaUrl('recordings', key);
  }

  #swap(): void {
    const old = this.front;
    old.pause();
    this.#back.playbackRate = old.playbackRate;
    this.#back.muted = old.muted;
    this.front = this.#back;
    this.#back = old;
    this.#show();
  }

  #show(): void {
    this.front.hidden = false;
    this.#back.hidden = true;
  }

  #isFront(video: HTMLVideoElement): boolean {
    return video === this.front;
  }
}

/** Where another recording takes its place meanwhile, that one is what is ready. */
async function ready(video: HTMLVideoElement): Promise<void> {
  if (video.readyState >= HTMLMediaElement.HAVE_METADATA) return;
  const waiting = new AbortController();
  const once = { once: true, signal: waiting.signal };
  try {
    await new Promise<void>((resolve, reject) => {
      video.addEventListener('loadedmetadata', () => resolve(), once);
      video.addEventListener(
        'error',
        () => reject(new Error(video.error?.message || 'it cannot be read')),
        once,
      );
    });
  } finally {
    waiting.abort();
  }
}
