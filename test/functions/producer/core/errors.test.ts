import { expect } from 'chai';
import {
  ClipRefused,
  describeError,
  RetryableFailure,
  WavecutError,
} from '../../../../functions/producer/core/errors.ts';

describe('an error of the project', () => {
  it('has a name, a code, a message and its cause', () => {
    const cause = new Error('socket hang up');
    const error = new RetryableFailure('short-read', 'bytes lack', { cause });
    expect(error).to.be.instanceOf(WavecutError);
    expect(error).to.deep.include({ name: 'RetryableFailure', code: 'short-read', message: 'bytes lack' });
    expect(error.cause).to.equal(cause);
  });

  it('has the status that ends the request, when it is a refusal', () => {
    expect(new ClipRefused('CLIP_TOO_LONG', 'too-long', 'too long')).to.deep.include({
      name: 'ClipRefused',
      status: 'CLIP_TOO_LONG',
      code: 'too-long',
    });
  });
});

describe('the description of an error', () => {
  it('is its code and message', () => {
    expect(describeError(new RetryableFailure('busy', 'another is at it'))).to.deep.equal({
      code: 'busy',
      message: 'another is at it',
    });
  });

  it('has the name of a foreign error for a code', () => {
    expect(describeError(new TypeError('x is not a function'))).to.deep.equal({
      code: 'TypeError',
      message: 'x is not a function',
    });
  });

  it('is there for whatever else was thrown', () => {
    expect(describeError('oh')).to.deep.equal({ code: 'Error', message: 'oh' });
    expect(describeError(undefined)).to.deep.equal({ code: 'Error', message: 'undefined' });
  });

  it('is no longer than 500 characters', () => {
    expect(describeError(new Error('x'.repeat(501))).message).to.equal('x'.repeat(500));
  });
});
