import JSON5 from 'json5';

/** The value that a body holds, as JSON or else as JSON5; undefined where it is neither. */
export function parseLiteral(body: string): unknown {
  for (const parse of [JSON.parse, parseJson5]) {
    try {
      return parse(body);
    } catch {
      // The next dialect may hold it; what neither holds is answered as not-json.
    }
  }
  return undefined;
}

/**
 * JSON5 takes a line separator (U+2028, U+2029) within a string, but writes a warning of its own to the log, which is
 * ours alone. Escaped, it means the same there; as white space between fields it is no part of any contract.
 */
function parseJson5(body: string): unknown {
  return JSON5.parse(body.replace(/[\u2028\u2029]/g, (char) => (char === '\u2028' ? '\\u2028' : '\\u2029')));
}
