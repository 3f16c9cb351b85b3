import { signal } from '@preact/signals';
import type { RecordingFacts, Refusal } from '../../api.ts';
import { loadArchive, loadCameras } from '../state/archive.ts';
import { openInArchive } from '../state/camera-choice.ts';
import { say, trying } from '../state/notices.ts';

export interface UploadUnderWay {
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
  readonly sentBytes: number;
  readonly cancel: () => void;
}

/** What is on its way to the archive. */
export const uploads = signal<readonly UploadUnderWay[]>([]);
let last = 0;

export interface UploadAs {
  readonly cameraId: string;
  readonly alias: string;
  readonly startMs: number;
  readonly extension: string;
}

/** Sends a file; the server stores it in parts while it comes in. Cancelled, nothing is left of it. */
export function upload(file: File, as: UploadAs): void {
  const id = ++last;
  // fetch tells nobody how much of a body has left.
  const request = new XMLHttpRequest();
  const change = (by: Partial<UploadUnderWay>) => {
    uploads.value = uploads.value.map((one) => (one.id === id ? { ...one, ...by } : one));
  };
  const end = () => {
    uploads.value = uploads.value.filter((one) => one.id !== id);
  };
  request.upload.onprogress = ({ loaded }) => change({ sentBytes: loaded });
  request.onload = () => {
    end();
    const answer = JSON.parse(request.responseText) as { key: string; facts: RecordingFacts } | Refusal;
    if ('error' in answer) say(`${file.name}: ${answer.error.message}`, 'bad');
    else void trying(() => show(as.cameraId, answer.facts));
  };
  request.onerror = () => {
    end();
    say(`${file.name} did not get through: the connection ended.`, 'bad');
  };
  request.onabort = () => {
    end();
    say(`${file.name} is cancelled; nothing of it is stored.`);
  };
  const { cameraId, alias, startMs, extension } = as;
  const query = new URLSearchParams({ cameraId, alias, extension, startMs: String(startMs) });
  request.open('PUT', `/api/uploads?${query}`);
  request.setRequestHeader('content-type', 'application/octet-stream');
  uploads.value = [
    ...uploads.value,
    { id, name: file.name, bytes: file.size, sentBytes: 0, cancel: () => request.abort() },
  ];
  request.send(file);
}

async function show(cameraId: string, facts: RecordingFacts): Promise<void> {
  await loadCameras();
  await loadArchive(cameraId, true);
  if (facts.kind === 'broken') return say(`It is stored, and cannot be cut: ${facts.message}`, 'bad');
  say(`${facts.key} is in the archive.`, 'good');
  await openInArchive(cameraId, facts.startMs, facts.startMs + facts.durationMs);
}
