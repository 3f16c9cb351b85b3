import { parseLiteral } from './literal.ts';

/**
 * The MongoDB URI in a secret's text, without the white space around it: the text itself, or the first one among the
 * values of a JSON object. Null where there is none.
 */
export function mongodbUriIn(secret: string): string | null {
  const own = uriIn(secret);
  if (own !== null) return own;
  const fields = parseLiteral(secret);
  if (typeof fields !== 'object' || fields === null) return null;
  return (
    Object.values(fields)
      .map(uriIn)
      .find((uri) => uri !== null) ?? null
  );
}

function uriIn(value: unknown): string | null {
  const text = typeof value === 'string' ? value.trim() : '';
  return /^mongodb(\+srv)?:\/\//.test(text) ? text : null;
}
