import { useState } from 'preact/hooks';
import type { ClipCard } from '../../api.ts';
import {
  byteWords,
  countdownWords,
  dayOf,
  dollarWords,
  lengthWords,
  timeOfDay,
} from '../../timeline/words.ts';
import { mediaUrl, post } from '../api-client.ts';
import { copyText } from '../copy-text.ts';
import { Icon } from '../icon.tsx';
import { openInArchive } from '../state/camera-choice.ts';
import { nowMs, statusKind, statusWords } from '../state/clips.ts';
import { say, trying } from '../state/notices.ts';
import { canRequest, localOffsetMs } from '../state/studio-info.ts';
import { CoverageBar } from './coverage-bar.tsx';

const MODE_WORDS: Readonly<Record<string, string>> = {
  copy: 'copied',
  smart: 'smart cut',
  encode: 'encoded',
};

/** A clip, whatever became of it. */
export function ClipCardView({ card }: { card: ClipCard }) {
  return (
    <article class={`card card-${statusKind(card.status)}`} aria-label={`Clip ${card.clipId}`}>
      <Picture card={card} />
      <div class="card-body">
        <div class="card-title">
          <h3 title={card.clipId}>{card.clipId}</h3>
          <span class={`status status-${statusKind(card.status)}`}>{statusWords(card.status)}</span>
        </div>
        <When card={card} />
        <CoverageBar card={card} />
        <Words card={card} />
        <Actions card={card} />
      </div>
    </article>
  );
}

function Picture({ card: { clip, clipId, posterKey, status, expectedAt } }: { card: ClipCard }) {
  const [isPlaying, setPlaying] = useState(false);
  if (clip && isPlaying) {
    return (
      <div class="card-picture">
        {/* biome-ignore lint/a11y/useMediaCaption: nobody has written down what a camera hears. */}
        <video
          src={mediaUrl('clips', clip.key)}
          controls
          autoPlay
          playsInline
          aria-label={`Clip ${clipId}`}
        />
      </div>
    );
  }
  if (clip) {
    return (
      <div class="card-picture">
        {posterKey && (
          <img src={mediaUrl('clips', posterKey)} alt="" loading="lazy" width="320" height="180" />
        )}
        <button
          type="button"
          class="card-play"
          aria-label={`Play ${clipId}`}
          onClick={() => setPlaying(true)}
        >
          <Icon name="play" />
        </button>
      </div>
    );
  }
  return (
    <div class={`card-picture card-blank blank-${statusKind(status)}`}>
      {status === 'CLIP_PENDING' && expectedAt !== null ? (
        <p>
          <span class="countdown">{countdownWords(expectedAt - nowMs.value)}</span>
          <span class="dim">until it is expected</span>
        </p>
      ) : (
        <span class={statusKind(status) === 'bad' ? 'blank-mark' : 'pulse'} aria-hidden="true" />
      )}
    </div>
  );
}

function When({ card: { cameraId, startMs, endMs } }: { card: ClipCard }) {
  if (startMs === null || endMs === null) return <p class="dim">{cameraId ?? 'no camera'}</p>;
  const offset = localOffsetMs(startMs);
  return (
    <p class="when" title={`${dayOf(startMs)} ${timeOfDay(startMs)} to ${timeOfDay(endMs)} UTC`}>
      {timeOfDay(startMs, offset)} <span class="dim">· {lengthWords(endMs - startMs)}</span>
      <br />
      <span class="dim">
        {cameraId ?? 'no camera'} · {dayOf(startMs, offset)}
      </span>
    </p>
  );
}

function Words({ card }: { card: ClipCard }) {
  const { status, reason, tookMs, bytesRead, media, usd, cutMode, cutReason } = card;
  if (reason) return <p class="reason">{reason.message}</p>;
  if (status !== 'CLIP_AVAILABLE' || !media) return <p class="dim">{waitingWords(card)}</p>;
  return (
    <p class="card-facts dim">
      <span title={cutReason ?? ''}>{MODE_WORDS[cutMode ?? ''] ?? cutMode}</span>
      {tookMs !== null && <span title="from request to clip">{(tookMs / 1000).toFixed(1)} s</span>}
      {bytesRead !== null && (
        <span title="read from the recordings, and stored">
          {byteWords(bytesRead)} read, {byteWords(media.bytes)} stored
        </span>
      )}
      {usd !== null && <span>{dollarWords(usd)}</span>}
    </p>
  );
}

function waitingWords({ status, sentAtMs, createdAt }: ClipCard): string {
  const since = Math.max(0, Math.floor((nowMs.value - (sentAtMs ?? createdAt)) / 1000));
  return status === 'CLIP_PENDING' ? 'It is asked for again by itself.' : `for ${since} s`;
}

function Actions({ card }: { card: ClipCard }) {
  const { clip, clipId, cameraId, startMs, endMs, status, request } = card;
  const isBad = statusKind(status) === 'bad';
  return (
    <div class="card-actions">
      {clip && (
        <>
          <button type="button" class="quiet" onClick={() => void copyText(clip.url, 'The URL')}>
            <Icon name="copy" /> URL<span class="hidden"> of {clipId}</span>
          </button>
          <a class="button quiet" href={`${mediaUrl('clips', clip.key)}?download`} download>
            <Icon name="download" />
            <span class="hidden">Download {clipId}</span>
          </a>
        </>
      )}
      {isBad && request && canRequest.value && (
        <button type="button" class="quiet strong" onClick={() => void trying(() => retry(clipId))}>
          <Icon name="retry" /> Retry<span class="hidden"> {clipId}</span>
        </button>
      )}
      {cameraId !== null && startMs !== null && endMs !== null && (
        <button
          type="button"
          class="quiet"
          onClick={() => void trying(() => openInArchive(cameraId, startMs, endMs))}
        >
          <Icon name="find" /> Archive<span class="hidden"> at the place of {clipId}</span>
        </button>
      )}
    </div>
  );
}

async function retry(clipId: string): Promise<void> {
  await post(`/api/clips/${encodeURIComponent(clipId)}/retry`, {});
  say(`${clipId} is sent again.`);
}
