import { signal } from '@preact/signals';
import { say } from '../state/notices.ts';
import { canRequest } from '../state/studio-info.ts';

/** Files that were dropped or picked, and wait to be told what they are. */
export const chosenFiles = signal<readonly File[]>([]);
export const isDragging = signal(false);

const KINDS = ['mp4', 'mov', 'mkv', 'ts'];

export function extensionOf(file: File): string {
  return file.name.slice(file.name.lastIndexOf('.') + 1).toLowerCase();
}

/** Takes what is a recording by its name, and says of the rest that it is none. */
function choose(files: readonly File[]): void {
  const [good, bad] = [true, false].map((wanted) =>
    files.filter((file) => KINDS.includes(extensionOf(file)) === wanted),
  );
  for (const file of bad ?? []) say(`${file.name} is no recording: one is .${KINDS.join(', .')}`, 'bad');
  chosenFiles.value = [...chosenFiles.value, ...(good ?? [])];
}

/** Asks for files as any page does. */
export function pickFiles(): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.accept = KINDS.map((kind) => `.${kind}`).join(',');
  input.addEventListener('change', () => choose([...(input.files ?? [])]));
  input.click();
}

/** Files may be dropped anywhere on the page. */
export function listenToDrops(): () => void {
  const listening = new AbortController();
  const { signal: end } = listening;
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
  let depth = 0;
  const show = (by: number) => {
    depth = Math.max(0, depth + by);
    isDragging.value = depth > 0;
  };
  addEventListener('dragenter', (event) => hasFiles(event) && show(1), { signal: end });
  addEventListener('dragleave', (event) => hasFiles(event) && show(-1), { signal: end });
  addEventListener('dragover', (event) => hasFiles(event) && event.preventDefault(), { signal: end });
  addEventListener(
    'drop',
    (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      show(-depth);
      if (canRequest.value) choose([...(event.dataTransfer?.files ?? [])]);
      else say('The studio only looks here: start it with --allow-requests to add recordings.', 'bad');
    },
    { signal: end },
  );
  return () => listening.abort();
}
