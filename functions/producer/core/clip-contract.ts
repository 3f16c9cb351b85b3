import * as z from 'zod';
import { STATUSES } from './outcomes.ts';

/**
 * What subscribers of the topic and readers of the collection `clips` may rely on. The one definition: types follow from
 * it (`clip-document.ts`), docs/messages.md is made of it, and tests hold every notification and document against it.
 * The function itself takes the types alone, and pays nothing for it when it starts.
 */

const epochMs = z.int().min(0);
const bytes = z.int().min(0);
const rangeTuple = z
  .tuple([z.int(), z.int()])
  .meta({ description: '`[start, end)` in ms: epoch for a window, offsets for a recording' });

const storedObject = z
  .strictObject({
    key: z.string().meta({ description: 'In the bucket, without a slash before it' }),
    url: z.string().meta({ description: 'Where it is read' }),
  })
  .readonly();

/** An object, or nulls where there is none. */
const maybeStored = z.strictObject({ key: z.string().nullable(), url: z.string().nullable() }).readonly();

export const clipMedia = z
  .strictObject({
    durationMs: z.number(),
    frames: z.int(),
    width: z.int(),
    height: z.int(),
    fps: z.number(),
    videoCodec: z.string(),
    audioCodec: z.string().nullable(),
    bytes,
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .meta({ description: 'Hex' }),
  })
  .readonly();

const reason = z
  .strictObject({
    code: z.string().meta({ description: 'For programs; see the statuses' }),
    message: z.string().meta({ description: 'For people: the field or file, the rule and the value' }),
  })
  .readonly();

/** Who asked, and for what: the part of a document that follows from the request alone. */
export const clipIdentity = z
  .strictObject({
    clipId: z.string(),
    cameraId: z.string().nullable().meta({ description: 'Null where it is not known' }),
    startTimestampInMs: epochMs
      .nullable()
      .meta({ description: 'Null where the wall clock of the moment is not known' }),
    endTimestampInMs: epochMs.nullable(),
    recording: z
      .strictObject({ key: z.string() })
      .readonly()
      .exactOptional()
      .meta({ description: 'Where a recording was asked for by its key' }),
    startMs: z.int().exactOptional().meta({ description: 'Offsets into it' }),
    endMs: z.int().exactOptional(),
  })
  .readonly();

/** How a request ended: the part of a document that subscribers are told besides the identity. */
export const clipResult = z
  .strictObject({
    status: z.enum(STATUSES),
    bucket: z.string().nullable(),
    clip: maybeStored,
    thumbnail: z
      .strictObject({
        key: z.string().nullable().meta({ description: 'With `{size}` where the width of a thumbnail goes' }),
        url: z.string().nullable(),
        sizes: z.array(z.int()).readonly(),
      })
      .readonly(),
    preview: storedObject.nullable().meta({ description: 'Null where none was asked for' }),
    sprite: z
      .strictObject({ ...storedObject.unwrap().shape, vtt: storedObject })
      .readonly()
      .nullable()
      .meta({ description: 'A sheet of small pictures, and the WebVTT that names their places in it' }),
    covered: z.array(rangeTuple).readonly().meta({ description: 'What the clip shows' }),
    gaps: z.array(rangeTuple).readonly().meta({ description: 'What of the window was not recorded' }),
    media: clipMedia.nullable().meta({ description: 'What was probed of the finished clip' }),
    reason: reason.nullable().meta({ description: 'Null where all is well' }),
    expectedAt: epochMs
      .nullable()
      .meta({ description: 'With CLIP_PENDING: when the recording should be there' }),
  })
  .readonly();

/** How a clip came to be: for operators, invoices and people who doubt a frame. */
export const clipProvenance = z
  .strictObject({
    sources: z
      .array(
        z
          .strictObject({
            key: z.string(),
            etag: z.string(),
            fromMs: z.int(),
            toMs: z.int(),
            bytesRead: bytes.meta({
              description: 'Of the whole recording; the same at each segment out of one, and counts once',
            }),
            size: bytes,
          })
          .readonly(),
      )
      .readonly()
      .meta({ description: 'What of which recording is in it, by offsets' }),
    cutMode: z.enum(['copy', 'smart', 'encode']),
    cutReason: z.string().meta({ description: 'Why this mode, in words' }),
    timings: z
      .strictObject({
        queueMs: z.number(),
        planMs: z.number(),
        cutMs: z.number(),
        uploadMs: z.number(),
        totalMs: z.number(),
      })
      .readonly(),
    cost: z
      .strictObject({
        gbSeconds: z.number(),
        s3Gets: z.int(),
        s3Puts: z.int().meta({ description: 'Requests of the price of a PUT: objects, parts, listings' }),
        usd: z.number(),
        prices: z.string().meta({ description: 'The price list it was reckoned by' }),
      })
      .readonly(),
    tool: z.strictObject({ wavecut: z.string(), ffmpeg: z.string() }).readonly(),
  })
  .readonly();

/** What is remembered of a request whose recording is still to come. */
export const pendingState = z
  .strictObject({
    firstSentAt: epochMs.meta({ description: 'Retries count from here' }),
    toldAt: epochMs
      .nullable()
      .meta({ description: 'When subscribers were told; null where a crash may have come between' }),
    sendings: z.int().meta({
      description:
        'How many retry times the message on its way carries, 0 where none is known; one with fewer is a duplicate',
    }),
  })
  .readonly();

const { shape: made } = clipProvenance.unwrap();

/** A document of the collection `clips`. Its provenance is there once a clip was made. */
export const clipDocument = z
  .strictObject({
    _id: z.string().meta({ description: 'The clipId' }),
    ...clipIdentity.unwrap().shape,
    ...clipResult.unwrap().shape,
    sources: made.sources.exactOptional(),
    cutMode: made.cutMode.exactOptional(),
    cutReason: made.cutReason.exactOptional(),
    timings: made.timings.exactOptional(),
    cost: made.cost.exactOptional(),
    tool: made.tool.exactOptional(),
    requestHash: z
      .string()
      .nullable()
      .meta({ description: 'SHA-256 of what was asked for; null for a body that was no valid request' }),
    attempts: z.int().meta({ description: 'Deliveries that claimed it' }),
    createdAt: epochMs,
    updatedAt: epochMs,
    availableAt: epochMs.nullable(),
    notifiedAt: epochMs.nullable().meta({ description: 'When its present status was told' }),
    lease: z
      .strictObject({
        until: epochMs,
        by: z.string(),
        messageId: z.string(),
        deaths: z.int().exactOptional().meta({
          description: 'Deliveries of its message that died with it just before; left out for none',
        }),
      })
      .readonly()
      .nullable()
      .meta({ description: 'Which delivery works on it' }),
    pending: pendingState.exactOptional().meta({ description: 'Only while its recording is still to come' }),
  })
  .readonly();

/** What subscribers of the topic are told of a clip, whatever became of it. */
export const clipNotification = z
  .strictObject({ ...clipIdentity.unwrap().shape, ...clipResult.unwrap().shape })
  .readonly();

/** What is told of a clip whose objects are private: every URL is signed. */
export const signedNotification = z
  .strictObject({
    ...clipNotification.unwrap().shape,
    thumbnail: z
      .strictObject({
        ...clipNotification.unwrap().shape.thumbnail.unwrap().shape,
        url: z.null(),
        urls: z.array(z.string()).readonly().meta({ description: 'One for each of `sizes`' }),
      })
      .readonly(),
    urlsExpireAt: epochMs.meta({ description: 'Until then the URLs work' }),
  })
  .readonly();
