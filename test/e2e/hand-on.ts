import { type IncomingMessage, request, type ServerResponse } from 'node:http';

/**
 * Hands a request on to the real server, and its answer back as it comes.
 *
 * @param body what was read of the request already; without it, the request's own.
 * @param onResponse may listen to the server's answer.
 */
export function handOn(
  upstream: string,
  incoming: IncomingMessage,
  answer: ServerResponse,
  { body, onResponse }: { body?: Buffer; onResponse?: (response: IncomingMessage) => void } = {},
): void {
  const { method, headers, url } = incoming;
  const forwarded = request(new URL(url ?? '', upstream), { method, headers }, (response) => {
    onResponse?.(response);
    answer.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(answer);
  });
  forwarded.on('error', () => answer.destroy());
  if (body) forwarded.end(body);
  else incoming.pipe(forwarded);
}
