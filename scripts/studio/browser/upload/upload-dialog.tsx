import { useState } from 'preact/hooks';
import { formatTimestamp, parseTimestamp } from '../../../../functions/producer/core/recording-name.ts';
import { byteWords } from '../../timeline/words.ts';
import { Dialog } from '../dialog.tsx';
import { cameras } from '../state/archive.ts';
import { localOffsetMs } from '../state/studio-info.ts';
import { selectedCamera } from '../state/timeline-view.ts';
import { chosenFiles, extensionOf, isDragging } from './file-choice.ts';
import { upload, uploads } from './upload-list.ts';

/** Asks of each file that came which camera's it is, and when its first frame was recorded. */
export function UploadDialog() {
  const file = chosenFiles.value[0];
  const next = () => {
    chosenFiles.value = chosenFiles.value.slice(1);
  };
  return (
    <Dialog title="Add a recording" isOpen={file !== undefined} onClose={next}>
      {file && <UploadForm key={`${file.name} ${file.lastModified}`} file={file} onDone={next} />}
    </Dialog>
  );
}

/** A time in a recorder's file name is UTC; else the file's own date is the best there is. */
function guessedStartMs(file: File): number {
  const digits = /\d{8}T\d{6}(\d{3})?/.exec(file.name)?.[0];
  return (digits && parseTimestamp(digits)) || file.lastModified;
}

function UploadForm({ file, onDone }: { file: File; onDone: () => void }) {
  const [cameraId, setCameraId] = useState(selectedCamera.value ?? cameras.value[0] ?? 'camera-1');
  const [alias, setAlias] = useState('upload');
  const [clock, setClock] = useState<'local' | 'utc'>('local');
  const [startMs, setStartMs] = useState(guessedStartMs(file));
  const offset = clock === 'local' ? localOffsetMs(startMs) : 0;
  const extension = extensionOf(file);
  const send = (event: Event) => {
    event.preventDefault();
    upload(file, { cameraId, alias, startMs, extension });
    onDone();
  };
  const setTime = (text: string) => {
    const wallMs = Date.parse(`${text}Z`);
    if (!Number.isFinite(wallMs)) return;
    const isLocal = clock === 'local';
    // The offset of the very moment: it changes with the seasons.
    setStartMs(isLocal ? wallMs - localOffsetMs(wallMs - localOffsetMs(wallMs)) : wallMs);
  };
  return (
    <form class="upload-form" onSubmit={send}>
      <p>
        {file.name} <span class="dim">{byteWords(file.size)}</span>
      </p>
      <label class="field">
        <span>Camera</span>
        <input
          list="camera-names"
          value={cameraId}
          required
          pattern="[A-Za-z0-9_\-]{1,128}"
          title="1 to 128 of A-Z a-z 0-9 _ -"
          onInput={(event) => setCameraId(event.currentTarget.value)}
        />
      </label>
      <datalist id="camera-names">
        {cameras.value.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <label class="field">
        <span>Alias</span>
        <input
          value={alias}
          required
          pattern="[A-Za-z0-9_\-]{1,64}"
          title="1 to 64 of A-Z a-z 0-9 _ -"
          onInput={(event) => setAlias(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        <span>First frame</span>
        <input
          type="datetime-local"
          step="0.001"
          required
          value={new Date(startMs + offset).toISOString().slice(0, 23)}
          onChange={(event) => setTime(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        <span>Clock</span>
        <select value={clock} onChange={(event) => setClock(event.currentTarget.value as 'local' | 'utc')}>
          <option value="local">Local time</option>
          <option value="utc">UTC</option>
        </select>
      </label>
      <p class="dim name">
        {cameraId}/{alias}.{formatTimestamp(startMs)}.{extension}
      </p>
      <div class="dialog-foot">
        <button type="submit" class="strong">
          Store it
        </button>
      </div>
    </form>
  );
}

/** What is on its way, over the page's corner. */
export function UploadBar() {
  return (
    <ul class="uploads" aria-label="Uploads">
      {uploads.value.map(({ id, name, bytes, sentBytes, cancel }) => (
        <li key={id} class="upload">
          <span class="upload-name">{name}</span>
          <progress max={Math.max(1, bytes)} value={sentBytes} aria-label={`Upload of ${name}`} />
          <span class="dim">{Math.floor((100 * sentBytes) / Math.max(1, bytes))} %</span>
          <button type="button" class="quiet" onClick={cancel}>
            Cancel<span class="hidden"> {name}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

export function DropShade() {
  return (
    <div class="drop-shade" hidden={!isDragging.value} aria-hidden="true">
      <p>Drop it: it becomes a recording of a camera.</p>
    </div>
  );
}
