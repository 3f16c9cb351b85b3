import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LONGEST_CLIP_MS } from '../../../functions/producer/core/limits.ts';
import { cutBudgetMs } from '../../../functions/producer/core/linked-numbers.ts';
import { parseRecordingName } from '../../../functions/producer/core/recording-name.ts';
import { objectKey } from '../../../functions/producer/core/request-edits.ts';
import type { RecordingFacts, StudioInfo } from '../api.ts';
import type { StudioTarget } from '../target.ts';
import { listCameras, listRecordings, listWatermarks } from './camera-list.ts';
import type { ClipFeed } from './clip-feed.ts';
import type { ClipStore } from './clip-store.ts';
import { lookAtDeadLetters, redrive } from './dead-letters.ts';
import { estimate } from './estimate.ts';
import type { EventStream } from './event-stream.ts';
import type { KeyframePictures } from './keyframe-pictures.ts';
import { sendObject } from './object-stream.ts';
import { frameTimes, LONGEST_STRETCH_MS } from './recording-facts.ts';
import type { RecordingShelf } from './recording-shelf.ts';
import { Refused } from './refused.ts';
import { retryRequest, sendRequest } from './requests.ts';
import { recordingKey, storeUpload } from './uploads.ts';

/** What the routes work with. */
export interface StudioParts {
  readonly target: StudioTarget;
  readonly shelf: RecordingShelf;
  readonly pictures: KeyframePictures;
  readonly store: ClipStore;
  readonly feed: ClipFeed;
  readonly stream: EventStream;
}

/** Facts of so many recordings are told at a time. */
const MOST_FACTS = 64;

/** Reads of the archive: cameras, recordings, facts, frames, pictures, media, and the planner's word. */
export function serveArchive(app: FastifyInstance, { target, shelf, pictures }: StudioParts): void {
  const { clients } = target;
  app.get(
    '/api/studio',
    async (): Promise<StudioInfo> => ({
      target: target.kind,
      canRequest: target.canRequest,
      region: target.region,
      endpointUrl: target.endpointUrl,
      requestQueueUrl: target.requestQueueUrl,
      recordingsBucket: target.recordingsBucket,
      clipsBucket: target.clipsBucket,
      longestClipMs: LONGEST_CLIP_MS,
      watermarks: await listWatermarks(target),
    }),
  );
  app.get('/api/cameras', async () => ({ cameras: await listCameras(target) }));
  app.get('/api/cameras/:id/recordings', async (request) =>
    listRecordings(target, shelf, (request.params as { id: string }).id),
  );
  app.post('/api/facts', async (request) => {
    const { keys } = request.body as { keys?: unknown };
    if (!Array.isArray(keys) || keys.length > MOST_FACTS || !keys.every((key) => typeof key === 'string')) {
      throw new Refused(400, 'invalid-field', `keys must be at most ${MOST_FACTS} keys of recordings`);
    }
    return {
      facts: await Promise.all(keys.map((key) => factsOrWhyNot(shelf, key, target.recordingsPrefix))),
    };
  });
  app.get('/api/frames', async (request) => {
    const { key = '' } = request.query as { key?: string };
    const fromMs = numberIn(request, 'fromMs');
    const toMs = Math.min(numberIn(request, 'toMs'), fromMs + LONGEST_STRETCH_MS);
    return shelf.use(key, (opened) => frameTimes(opened, fromMs, toMs));
  });
  app.get('/api/picture', async (request, reply) => {
    const { key = '' } = request.query as { key?: string };
    const leaving = new AbortController();
    reply.raw.once('close', () => leaving.abort());
    const picture = await pictures.picture(key, numberIn(request, 'atMs'), leaving.signal);
    return reply.type('image/jpeg').header('cache-control', 'private, max-age=3600').send(picture);
  });
  app.get('/media/recordings/*', async (request, reply) => {
    const { key } = await shelf.object(keyIn(request));
    return sendObject(clients.s3, target.recordingsBucket, key, request, reply);
  });
  app.get('/media/clips/*', async (request, reply) =>
    sendObject(clients.s3, target.clipsBucket, keyIn(request), request, reply),
  );
  app.get('/media/watermarks/*', async (request, reply) =>
    sendObject(
      clients.s3,
      target.recordingsBucket,
      `${target.watermarksPrefix}${keyIn(request)}`,
      request,
      reply,
    ),
  );
  app.post('/api/estimate', async (request) => {
    const archive = shelf.openArchive();
    try {
      const limits = { memoryMb: target.memoryMb, budgetMs: cutBudgetMs(target.timeoutMs) };
      return await estimate(JSON.stringify(request.body), archive, limits, Date.now());
    } finally {
      await archive.close();
    }
  });
}

/** What the page is told as it happens, and what it may do where it may do anything. */
export function serveRequests(app: FastifyInstance, parts: StudioParts): void {
  const { target, store, feed, stream } = parts;
  app.get('/api/events', async (_request, reply) => stream.add(reply, await feed.snapshot()));

  const mayWrite = async () => {
    if (target.canRequest) return;
    const message = 'the studio only looks: start it with --allow-requests to let it send';
    throw new Refused(403, 'read-only', message);
  };
  app.post('/api/requests', { preHandler: mayWrite }, async (request) => {
    const clipId = await sendRequest(target, store, JSON.stringify(request.body), Date.now());
    await feed.tellOf(clipId);
    return { clipId };
  });
  app.post('/api/clips/:id/retry', { preHandler: mayWrite }, async (request) => {
    const clipId = await retryRequest(target, store, (request.params as { id: string }).id, Date.now());
    await feed.tellOf(clipId);
    return { clipId };
  });
  app.get('/api/dead-letters', { preHandler: mayWrite }, async () => ({
    letters: await lookAtDeadLetters(target, async (clipId) => (await store.card(clipId))?.reason ?? null),
  }));
  app.post('/api/dead-letters/redrive', { preHandler: mayWrite }, async (request) => {
    const { messageIds } = (request.body ?? {}) as { messageIds?: string[] };
    return { sent: await redrive(target, messageIds) };
  });
}

/** Files dropped on the page. */
export function serveUploads(app: FastifyInstance, { target, shelf }: StudioParts): void {
  // The body is passed on as it comes; nothing collects it.
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
  app.put('/api/uploads', { bodyLimit: 6 * 1024 ** 3 }, async (request, reply) => {
    if (!target.canRequest)
      throw new Refused(403, 'read-only', 'the studio only looks: see --allow-requests');
    const { cameraId = '', alias = '', extension = '' } = request.query as Record<string, string | undefined>;
    const as = { cameraId, alias, extension, startMs: numberIn(request, 'startMs') };
    const key = recordingKey(as, target.recordingsPrefix);
    if (await shelf.has(key)) {
      const message = `there is a recording ${key}: choose another time or alias`;
      throw new Refused(409, 'already-there', message);
    }
    const leaving = new AbortController();
    reply.raw.once('close', () => leaving.abort());
    const bytes = Number(request.headers['content-length'] ?? Number.NaN);
    await storeUpload(target, key, request.raw, bytes, leaving.signal);
    shelf.forget(key);
    return { key, facts: await shelf.facts(key) };
  });
}

/** One that is gone is as good as broken, and no reason to say nothing of the others. */
async function factsOrWhyNot(shelf: RecordingShelf, key: string, prefix: string): Promise<RecordingFacts> {
  try {
    return await shelf.facts(key);
  } catch (error) {
    const startMs = parseRecordingName(key, prefix)?.startMs ?? 0;
    if (error instanceof Refused) return { kind: 'broken', key, startMs, message: error.message };
    throw error;
  }
}

function keyIn(request: FastifyRequest): string {
  const key = (request.params as { '*': string })['*'];
  if (!objectKey.safeParse(key).success) throw new Refused(404, 'no-object', `there is no ${key}`);
  return key;
}

function numberIn(request: FastifyRequest, name: string): number {
  const text = (request.query as Record<string, string | undefined>)[name];
  const value = Number(text);
  if (text === undefined || text === '' || !Number.isFinite(value)) {
    throw new Refused(400, 'invalid-field', `${name} must be a number, got ${text}`);
  }
  return value;
}
