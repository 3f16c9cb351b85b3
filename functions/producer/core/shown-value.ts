/** A value as a person may safely read it in a log: JSON, at most 80 characters, nothing invisible in it. */
export function shownValue(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : asJson(value);
  const short = text.length > 80 ? `${text.slice(0, 77)}...` : text;
  return short.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
}

function asJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // Lists in lists, thousands deep, exhaust the stack.
    return 'a value nested too deep to be shown';
  }
}
