/**
 * Which messages of a batch failed, as Lambda reads the answer of a function with `ReportBatchItemFailures`: none
 * where it is empty or null, those that `batchItemFailures` names, and all where one item names no message of the
 * batch.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 *
 * @param response what the function answered, a JSON value.
 * @param messageIds of the batch.
 */
export function failedMessages(response: unknown, messageIds: readonly string[]): ReadonlySet<string> {
  if (response === null || response === undefined) return new Set();
  if (typeof response !== 'object') return new Set(messageIds);
  const { batchItemFailures: items } = response as { batchItemFailures?: unknown };
  if (items === null || items === undefined) return new Set();
  if (!Array.isArray(items)) return new Set(messageIds);
  const named = items.map((item: { itemIdentifier?: unknown } | null) => item?.itemIdentifier);
  const known = named.filter((id): id is string => typeof id === 'string' && messageIds.includes(id));
  return new Set(known.length === named.length ? known : messageIds);
}
