import { ClipsPanel } from './clips/clips-panel.tsx';
import { KeysDialog, openKeys } from './keys-dialog.tsx';
import { PlayerPanel } from './player/player-panel.tsx';
import { DeadLettersDialog } from './queue/dead-letters.tsx';
import { QueueBar } from './queue/queue-bar.tsx';
import { RequestPanel } from './request/request-panel.tsx';
import { notices } from './state/notices.ts';
import { info } from './state/studio-info.ts';
import { TimelinePanel } from './timeline/timeline-panel.tsx';
import { DropShade, UploadBar, UploadDialog } from './upload/upload-dialog.tsx';

export function Page() {
  return (
    <>
      <header class="top">
        <h1>
          <img src="/icon.svg" alt="" width="22" height="22" /> Wavecut <span class="dim">studio</span>
        </h1>
        <p class="dim place">{info.value ? `${info.value.target} · ${info.value.recordingsBucket}` : ' '}</p>
        <QueueBar />
        <button type="button" class="quiet keys-button" onClick={openKeys}>
          Keys
        </button>
      </header>
      <main>
        <div class="editor">
          <PlayerPanel />
          <RequestPanel />
          <TimelinePanel />
        </div>
        <ClipsPanel />
      </main>
      <div class="corner">
        <UploadBar />
        <div class="notices" role="status" aria-live="polite">
          {notices.value.map(({ id, text, kind }) => (
            <p key={id} class={`notice notice-${kind}`}>
              {text}
            </p>
          ))}
        </div>
      </div>
      <DeadLettersDialog />
      <UploadDialog />
      <KeysDialog />
      <DropShade />
    </>
  );
}
