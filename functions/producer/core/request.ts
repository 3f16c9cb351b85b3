import * as z from 'zod';
import { pictureEdits } from './edits.ts';
import { parseLiteral } from './literal.ts';
import type { Reason, ReasonCode } from './outcomes.ts';
import { asked, type Edits, objectKey } from './request-edits.ts';
import { shownValue } from './shown-value.ts';
import { LAST_MS, type TimeRange } from './time-range.ts';

/** Widths, in pixels, of the thumbnails nobody asked to be otherwise. */
const DEFAULT_THUMBNAIL_WIDTHS = [300, 640, 1500, 3000];
/** The thumbnails' place in the clip nobody asked to be otherwise: a quarter in. */
const DEFAULT_THUMBNAIL_AT = 0.25;

/** A request as the rest of the function sees it: every default filled in, every number a number. */
export interface ClipRequest {
  readonly clipId: string;
  /** A camera's archive, searched by wall clock; or one recording by its key. */
  readonly source:
    | { readonly kind: 'window'; readonly cameraId: string }
    | { readonly kind: 'recording'; readonly key: string };
  /** The wanted moment: epoch ms for a window, ms from the first frame for a recording. */
  readonly range: TimeRange;
  readonly cut: 'exact' | 'keyframe';
  readonly gapPolicy: 'skip' | 'fail';
  readonly edits: Edits;
  readonly thumbnails: { readonly widths: readonly number[]; readonly at: number };
  /** A short silent loop of the clip, three seconds from the thumbnails' place on. */
  readonly preview: 'none' | 'webp' | 'gif';
  /** A sheet of small pictures all along the clip, for a player's time line. */
  readonly sprite: boolean;
  readonly retryTimestamps: readonly number[];
}

/** A body that is no valid request, with what of it could be read: who asked, and for when. */
export interface InvalidRequest {
  readonly ok: false;
  /** Null where no valid clipId could be read: nobody can be told. */
  readonly clipId: string | null;
  readonly cameraId: string | null;
  readonly range: TimeRange | null;
  readonly reason: Reason<ReasonCode<'CLIP_REJECTED'>>;
}

export type ParsedRequest = { readonly ok: true; readonly request: ClipRequest } | InvalidRequest;

/** Of a clipId or a cameraId. */
export const ID_RULE = 'must be 1 to 128 of A-Z a-z 0-9 _ -';
export const ID = /^[A-Za-z0-9_-]{1,128}$/;
const id = z.string({ error: ID_RULE }).regex(ID, { error: ID_RULE });

const MS_RULE = `must be a whole number of milliseconds from 0 to ${LAST_MS}`;
const milliseconds = z.union(
  [
    z.int(MS_RULE).min(0, MS_RULE).max(LAST_MS, MS_RULE),
    z
      .string()
      .regex(/^\d{1,15}$/, MS_RULE)
      .transform(Number)
      .pipe(z.int(MS_RULE).max(LAST_MS, MS_RULE)),
  ],
  { error: MS_RULE },
);

const THUMBNAILS_RULE = 'must be 1 to 10 different whole numbers of pixels from 16 to 8192';
const AT_RULE = 'must be a number from 0 to 1';
const thumbnails = z.strictObject(
  {
    widths: z
      .array(z.int({ error: THUMBNAILS_RULE }).min(16, THUMBNAILS_RULE).max(8192, THUMBNAILS_RULE), {
        error: THUMBNAILS_RULE,
      })
      .min(1, THUMBNAILS_RULE)
      .max(10, THUMBNAILS_RULE)
      .refine((widths) => new Set(widths).size === widths.length, THUMBNAILS_RULE)
      .default(DEFAULT_THUMBNAIL_WIDTHS)
      .meta({ description: "In pixels; those above the picture's are left out" }),
    at: z
      .number({ error: AT_RULE })
      .min(0, AT_RULE)
      .max(1, AT_RULE)
      .default(DEFAULT_THUMBNAIL_AT)
      .meta({ description: 'Where in the clip, from 0 to 1' }),
  },
  { error: 'must be an object {widths, at}' },
);

const common = {
  clipId: id.meta({ description: 'Names the clip, its objects and its document' }),
  cut: z.enum(['exact', 'keyframe'], { error: 'must be "exact" or "keyframe"' }).default('exact').meta({
    description:
      '`exact`: precisely these frames. `keyframe`: never encodes, starts at the keyframe at or before',
  }),
  gapPolicy: z.enum(['skip', 'fail'], { error: 'must be "skip" or "fail"' }).default('skip').meta({
    description: '`skip`: cuts what is there, and tells the gaps. `fail`: no clip unless all is recorded',
  }),
  thumbnails: thumbnails.prefault({}),
  ...asked,
  retryTimestamps: z
    .array(milliseconds, { error: 'must be a list of times in milliseconds' })
    .max(1000, 'must be a list of at most 1000 times')
    .default([])
    .meta({ description: 'When it was sent before: of producers of the older contract, and our own' }),
};

/** What never encodes cannot change a picture. */
const CUT_AND_EDITS = {
  path: ['edits'],
  error: 'must not change the picture where cut is "keyframe", which never encodes',
};
const canBeCut = ({ cut, edits }: { cut: ClipRequest['cut']; edits: Edits }) =>
  cut === 'exact' || pictureEdits(edits).length === 0;

const windowRequest = z
  .strictObject({
    ...common,
    cameraId: id,
    startTimestampInMs: milliseconds.meta({ description: 'Epoch ms; of the first wanted frame' }),
    endTimestampInMs: milliseconds.meta({
      description: 'Epoch ms; the frame that begins here is no part of it',
    }),
  })
  .refine((request) => request.startTimestampInMs < request.endTimestampInMs, {
    path: ['startTimestampInMs'],
    error: 'must be before endTimestampInMs',
  })
  .refine(canBeCut, CUT_AND_EDITS);

const recordingRequest = z
  .strictObject({
    ...common,
    recording: z.strictObject(
      { key: objectKey.meta({ description: "In the recordings' bucket" }) },
      { error: 'must be an object {key}' },
    ),
    startMs: milliseconds.meta({ description: 'From its first frame' }),
    endMs: milliseconds,
  })
  .refine((request) => request.startMs < request.endMs, {
    path: ['startMs'],
    error: 'must be before endMs',
  })
  .refine(canBeCut, CUT_AND_EDITS);

/** The contract as JSON Schema (draft 2020-12), generated from the one definition above. */
export function requestJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(z.union([windowRequest, recordingRequest]), { io: 'input' }) as Record<
    string,
    unknown
  >;
}

/**
 * Reads a message body: JSON first, then JSON5, which holds the older contract's single-quoted literals.
 * Never throws: a body that is no request comes back as a reason that names the field, the rule and the value.
 */
export function parseRequest(body: string): ParsedRequest {
  const literal = parseLiteral(body);
  if (literal === undefined || literal === null || typeof literal !== 'object' || Array.isArray(literal)) {
    // This reason is logged, and bodies never are: it tells the kind and the size of what came.
    const message = `the message body must be a JSON object, got ${kindOf(literal)} of ${body.length} characters`;
    return invalid({}, { code: 'not-json', message });
  }
  const fields = literal as Record<string, unknown>;
  if ('recording' in fields) {
    const parsed = recordingRequest.safeParse(fields);
    if (!parsed.success) return invalid(fields, invalidField(parsed.error, fields));
    const { clipId, recording, startMs, endMs, ...rest } = parsed.data;
    const source = { kind: 'recording', key: recording.key } as const;
    return { ok: true, request: { clipId, source, range: { startMs, endMs }, ...rest } };
  }
  const parsed = windowRequest.safeParse(fields);
  if (!parsed.success) return invalid(fields, invalidField(parsed.error, fields));
  const { clipId, cameraId, startTimestampInMs, endTimestampInMs, ...rest } = parsed.data;
  const range = { startMs: startTimestampInMs, endMs: endTimestampInMs };
  return { ok: true, request: { clipId, source: { kind: 'window', cameraId }, range, ...rest } };
}

function kindOf(literal: unknown): string {
  if (literal === undefined) return 'neither JSON nor JSON5';
  return Array.isArray(literal) ? 'a list' : `a ${literal === null ? 'null' : typeof literal}`;
}

function invalid(fields: Record<string, unknown>, reason: InvalidRequest['reason']): InvalidRequest {
  const startMs = milliseconds.safeParse(fields.startTimestampInMs);
  const endMs = milliseconds.safeParse(fields.endTimestampInMs);
  return {
    ok: false,
    clipId: id.safeParse(fields.clipId).data ?? null,
    cameraId: id.safeParse(fields.cameraId).data ?? null,
    range: startMs.success && endMs.success ? { startMs: startMs.data, endMs: endMs.data } : null,
    reason,
  };
}

/** As many unknown fields are told by name. */
const MOST_NAMES = 10;

/** The first broken rule as `field rule, got value`: one thing to mend at a time. */
function invalidField(error: z.ZodError, fields: Record<string, unknown>): InvalidRequest['reason'] {
  const issue = error.issues[0] as z.core.$ZodIssue;
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.slice(0, MOST_NAMES).map((key) => shownValue(path ? `${path}.${key}` : key));
    const others = issue.keys.length - names.length;
    const rest = others > 0 ? ` and ${others} more` : '';
    return { code: 'unknown-field', message: `unknown field ${names.join(', ')}${rest}` };
  }
  const value = issue.path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    fields,
  );
  if (value === undefined)
    return { code: 'missing-field', message: `${path} is missing: it ${issue.message}` };
  return { code: 'invalid-field', message: `${path} ${issue.message}, got ${shownValue(value)}` };
}
