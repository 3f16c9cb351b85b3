import { copyText } from '../copy-text.ts';
import { commandLine, message } from '../state/request-form.ts';

/** The message and the shell line that sends it, to be copied. */
export function MessageView() {
  const json = message.value ? JSON.stringify(message.value, null, 2) : null;
  return (
    <details class="message">
      <summary>The message, and how to send it from a shell</summary>
      <Copyable label="Message" text={json} />
      <Copyable label="AWS CLI" text={commandLine.value} />
    </details>
  );
}

function Copyable({ label, text }: { label: string; text: string | null }) {
  return (
    <div class="copyable">
      <div class="copyable-head">
        <h3>{label}</h3>
        <button type="button" class="quiet" disabled={!text} onClick={() => void copyText(text ?? '', label)}>
          Copy<span class="hidden"> {label}</span>
        </button>
      </div>
      <textarea
        readOnly
        rows={7}
        spellcheck={false}
        aria-label={label}
        value={text ?? 'Mark a moment first.'}
      />
    </div>
  );
}
