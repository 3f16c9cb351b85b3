import { expect } from 'chai';
import { clipNotification } from '../../functions/producer/core/clip-contract.ts';
import { parseLiteral } from '../../functions/producer/core/literal.ts';
import type { ClipNotification } from '../../functions/producer/core/notification.ts';
import { type Edits, NO_EDITS } from '../../functions/producer/core/request-edits.ts';
import { produceClip } from '../../functions/producer/produce-clip.ts';
import { type Block, blocks, differences, readDocument } from '../fixtures/documents.ts';
import { memoryPorts } from '../fixtures/memory/ports.ts';
import { mediaOf, pointsOf, recordingOf } from '../functions/producer/samples.ts';

/** 2026-01-01T07:14:00Z: the recording that the examples ask for begins, and an hour later they are sent. */
const RECORDED_MS = 1_767_251_640_000;
const NOW = RECORDED_MS + 3_600_000;

describe('the examples of docs/messages.md', () => {
  let requests: Block[];
  let notifications: Block[];

  before(async () => {
    const document = await readDocument('docs/messages.md');
    requests = [...blocks(document, 'json', 'request'), ...blocks(document, 'text', 'request')];
    notifications = blocks(document, 'json', 'notification');
    expect(requests).to.have.length.above(5);
    expect(notifications).to.have.length.above(1);
  });

  it('end with the statuses and reasons that they say', async () => {
    for (const { info, text } of requests) {
      const [, , status, reason] = info;
      const told = await send(text);
      expect([told.status, told.reason?.code], text).to.deep.equal([status, reason]);
    }
  });

  it('show every edit there is', () => {
    const shown = requests.flatMap(({ text }) => Object.keys(parsedEdits(text)));
    const missing = Object.keys(NO_EDITS).filter((name) => !shown.includes(name));
    expect(missing, 'edits that no example shows').to.deep.equal([]);
  });

  it('of the README are made as well', async () => {
    const shown = blocks(await readDocument('README.md'), 'json', 'request');
    expect(shown).not.to.be.empty;
    for (const { text } of shown)
      expect(await send(text), text).to.deep.include({ status: 'CLIP_AVAILABLE' });
  });

  it('are told with the notifications that they show', async () => {
    for (const { info, text } of notifications) {
      const shown = clipNotification.parse(JSON.parse(text));
      const request = requests.find((block) => JSON.parse(block.text).clipId === shown.clipId);
      const told = await send(request?.text ?? '');
      expect(shown.status).to.equal(info[2]);
      if (told.media) expect(differences(shown, told)).to.deep.equal([]);
      else expect(shown).to.deep.equal(told);
    }
  });
});

/** The edits that a body asks for. */
function parsedEdits(body: string): Partial<Edits> {
  return (parseLiteral(body) as { edits?: Partial<Edits> }).edits ?? {};
}

/** What is told when a body is sent; of what is older than the archive there is no recording. */
async function send(body: string): Promise<ClipNotification> {
  const isOld = body.includes('1735715643000');
  const recording = recordingOf({
    key: '58349/surf-cam.20260101T071400000.mp4',
    startMs: body.includes('recording') ? 0 : RECORDED_MS,
    durationUs: 120_000_000,
    video: { width: 1280, height: 720 },
  });
  const recordings = isOld ? [] : [recording];
  const ports = memoryPorts({ recordings, points: pointsOf(), media: mediaOf(), nowMs: NOW });
  await produceClip(
    { messageId: 'm1', body, sentAtMs: NOW, receives: 1, isLastReceive: false },
    {
      id: 'r1/m1',
      leaseUntilMs: NOW + 120_000,
      cutBudgetMs: 105_000,
      cutDeadline: new AbortController().signal,
    },
    ports,
  );
  return ports.topic.notifications.at(-1) as ClipNotification;
}
