import type { ClipDocument } from '../../../functions/producer/core/clip-document.ts';
import type { ClipStatus, Reason } from '../../../functions/producer/core/outcomes.ts';
import { type ClipMessage, type Delivery, produceClip } from '../../../functions/producer/produce-clip.ts';
import { type MemoryPorts, memoryPorts } from '../../fixtures/memory/ports.ts';
import { bodyOf, mediaOf, pointsOf, recordingOf, T0 } from './samples.ts';

/** When the use case is at work: an hour after the samples' recording begins. */
export const NOW = T0 + 3_600_000;

/** A use case for each test of the suite that calls this, on ports in memory, which know one recording. */
export function useCaseForEach(): UseCase {
  const useCase = new UseCase();
  beforeEach(() => {
    useCase.ports = freshPorts();
  });
  return useCase;
}

const freshPorts = () =>
  memoryPorts({ recordings: [recordingOf()], points: pointsOf(), media: mediaOf(), nowMs: NOW });

class UseCase {
  ports: MemoryPorts = freshPorts();

  /** Hands it a message, the first ten seconds of the recording unless told otherwise. */
  produce(
    { messageId = 'm1', body = bodyOf(), ...message }: Partial<ClipMessage> = {},
    delivery: Partial<Delivery> = {},
  ): Promise<ClipStatus> {
    return produceClip(
      { messageId, body, sentAtMs: NOW - 1500, receives: 1, isLastReceive: false, ...message },
      {
        id: `request-1/${messageId}`,
        leaseUntilMs: NOW + 120_000,
        cutBudgetMs: 105_000,
        cutDeadline: new AbortController().signal,
        ...delivery,
      },
      this.ports,
    );
  }

  document(clipId = 'clip-1'): ClipDocument | undefined {
    return this.ports.clips.documents.get(clipId);
  }

  /** Of what was told last. */
  reasonTold(): Reason | null | undefined {
    return this.ports.topic.notifications.at(-1)?.reason;
  }
}
