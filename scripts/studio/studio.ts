import type { AddressInfo } from 'node:net';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import { type FastifyInstance, fastify } from 'fastify';
import { Ffmpeg } from '../../functions/producer/adapters/ffmpeg.ts';
import { describeError, WavecutError } from '../../functions/producer/core/errors.ts';
import { ClipFeed } from './server/clip-feed.ts';
import { ClipStore } from './server/clip-store.ts';
import { EventStream } from './server/event-stream.ts';
import { KeyframePictures } from './server/keyframe-pictures.ts';
import { serveIcon, servePage } from './server/page-assets.ts';
import { RecordingShelf } from './server/recording-shelf.ts';
import { Refused } from './server/refused.ts';
import { type StudioParts, serveArchive, serveRequests, serveUploads } from './server/routes.ts';
import { guard } from './server/security.ts';
import type { StudioTarget } from './target.ts';

export interface StudioOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** Called with what goes wrong behind the page's back, in words. */
  readonly onProblem?: (text: string) => void;
}

export interface Studio {
  /** With a slash at its end. */
  readonly url: string;
  /** Ends every connection, and removes the studio's queue and pictures; may be called again. */
  stop(): Promise<void>;
}

/**
 * Serves the studio on 127.0.0.1.
 *
 * @throws EADDRINUSE, with the port in `error.port`, where it is taken.
 */
export async function startStudio(target: StudioTarget, options: StudioOptions): Promise<Studio> {
  const { port, onProblem } = options;
  const shelf = new RecordingShelf(target);
  const store = new ClipStore(target.mongodbUri, target.mongodbDatabase);
  const pictures = new KeyframePictures(shelf, new Ffmpeg(ffmpeg.path));
  const stream = new EventStream();
  const feed = new ClipFeed(target, store, stream, (error) =>
    onProblem?.(`the studio hears nothing of the topic: ${describeError(error).message}`),
  );
  const app = fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 1024 } });
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= (async () => {
      stream.close();
      await app.close();
      await feed.close();
      await pictures.close();
      await shelf.close();
      await store.close();
    })();
    return stopping;
  };
  try {
    guard(app);
    answerErrors(app);
    serveIcon(app);
    servePage(app);
    const parts: StudioParts = { target, shelf, pictures, store, feed, stream };
    serveArchive(app, parts);
    serveRequests(app, parts);
    serveUploads(app, parts);
    await app.listen({ port, host: '127.0.0.1' });
  } catch (error) {
    await stop();
    throw error;
  }
  const { port: listening } = app.server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${listening}/`, stop };
}

function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler(async (error, _request, reply) => {
    const status = (error as { statusCode?: number }).statusCode;
    return reply
      .code(status ?? (error instanceof WavecutError ? 422 : 502))
      .send({ error: describeError(error) });
  });
  app.setNotFoundHandler(async (request, reply) =>
    reply
      .code(404)
      .send({ error: describeError(new Refused(404, 'no-route', `there is no ${request.url}`)) }),
  );
}
