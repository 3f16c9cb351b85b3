import { say } from './state/notices.ts';

/** Into the clipboard, and says so. */
export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(`${what} is copied.`, 'good');
  } catch {
    say('The browser did not let the page copy: select the text and copy it by hand.', 'bad');
  }
}
