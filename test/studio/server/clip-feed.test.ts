import { expect } from 'chai';
import type { ClipCard, StudioEvent } from '../../../scripts/studio/api.ts';
import { cardOf } from '../../../scripts/studio/server/clip-cards.ts';
import { ClipFeed } from '../../../scripts/studio/server/clip-feed.ts';
import type { ClipStore } from '../../../scripts/studio/server/clip-store.ts';
import type { EventStream } from '../../../scripts/studio/server/event-stream.ts';
import type { StudioTarget } from '../../../scripts/studio/target.ts';
import { until } from '../../support/until.ts';

const NOW = 1_767_225_600_000;

describe('what a studio that only looks tells its pages', () => {
  it('is each change once, though one is to be seen later than another that was made after it', async () => {
    const cards: ClipCard[] = [];
    const told: string[] = [];
    let looks = 0;
    const store = {
      latestChangeMs: async () => NOW,
      changedSince: async (sinceMs: number) => {
        looks++;
        return cards.filter(({ updatedAt }) => updatedAt >= sinceMs);
      },
    };
    const stream = {
      listeners: 1,
      tell: (event: StudioEvent) => void (event.kind === 'clip' && told.push(event.card.clipId)),
    };
    const target = { canRequest: false, clients: { sqs: { send: async () => ({}) } } };
    const feed = new ClipFeed(
      target as unknown as StudioTarget,
      store as unknown as ClipStore,
      stream as unknown as EventStream,
      () => undefined,
    );
    const change = (clipId: string, updatedAt: number) => {
      const sent = cardOf(null, { _id: clipId, body: '{}', sentAtMs: updatedAt });
      cards.push(sent as ClipCard);
    };
    const look = async () => {
      const before = looks;
      await until(() => looks > before);
    };
    try {
      change('later', NOW + 500);
      await look();
      // Its function reckoned the time of its change first, and was slower to write it.
      change('earlier', NOW + 480);
      await look();
      await look();
      expect(told).to.deep.equal(['later', 'earlier']);
    } finally {
      await feed.close();
    }
  });
});
