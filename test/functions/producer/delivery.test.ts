import { setTimeout } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { expect } from 'chai';
import { deliveryOf } from '../../../functions/producer/delivery.ts';
import { T0 } from './samples.ts';

const contextWith = (remainingMs: number) =>
  ({ awsRequestId: 'request-1', getRemainingTimeInMillis: () => remainingMs }) as Context;

const delivery = (remainingMs: number) =>
  deliveryOf('message-1', contextWith(remainingMs), { now: () => T0 });

describe('a delivery', () => {
  it('is named by the invocation and the message', () => {
    expect(delivery(120_000).id).to.equal('request-1/message-1');
  });

  it('holds its lease until Lambda has ended the process by every clock that is a minute wrong', () => {
    expect(delivery(120_000).leaseUntilMs).to.equal(T0 + 180_000);
  });

  it('cuts no longer than leaves time to upload and to tell', () => {
    const { cutBudgetMs, cutDeadline } = delivery(120_000);
    expect(cutBudgetMs).to.equal(105_000);
    expect(cutDeadline.aborted).to.equal(false);
  });

  it('has no time to cut where only that time is left', async () => {
    const { cutBudgetMs, cutDeadline } = delivery(10_000);
    expect(cutBudgetMs).to.equal(0);
    while (!cutDeadline.aborted) await setTimeout(1);
    expect(cutDeadline.reason).to.have.property('name', 'TimeoutError');
  });
});
