import { expect } from 'chai';
import { failedMessages } from '../../scripts/local/batch-failures.ts';

const IDS = ['a', 'b', 'c'];

describe('the failures of a batch', () => {
  const answers: [string, unknown, string[]][] = [
    ['are none where the answer is null', null, []],
    ['are none where the answer is empty', {}, []],
    ['are none where the list is empty', { batchItemFailures: [] }, []],
    ['are none where the list is null', { batchItemFailures: null }, []],
    ['are those that the answer names', { batchItemFailures: [{ itemIdentifier: 'b' }] }, ['b']],
    ['are all where an identifier is null', { batchItemFailures: [{ itemIdentifier: null }] }, IDS],
    ['are all where an identifier is empty', { batchItemFailures: [{ itemIdentifier: '' }] }, IDS],
    ['are all where an item has another key', { batchItemFailures: [{ messageId: 'a' }] }, IDS],
    [
      'are all where one names no message of the batch',
      { batchItemFailures: [{ itemIdentifier: 'a' }, { itemIdentifier: 'z' }] },
      IDS,
    ],
    ['are all where an item is null', { batchItemFailures: [null] }, IDS],
    ['are all where the list is none', { batchItemFailures: 'a' }, IDS],
    ['are all where the answer is no object', 'done', IDS],
  ];
  for (const [property, response, failed] of answers) {
    it(property, () => {
      expect([...failedMessages(response, IDS)]).to.deep.equal(failed);
    });
  }
});
