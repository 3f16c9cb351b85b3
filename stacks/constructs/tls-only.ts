import type { DataAwsIamPolicyDocumentStatement } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js';

export const EVERYONE = [{ type: '*', identifiers: ['*'] }];

/**
 * Refuses whatever comes without TLS.
 *
 * @param actions a denial may name all of a service's actions: one that lists them would miss those to come.
 */
export function tlsOnly(
  actions: readonly string[],
  resources: readonly string[],
): DataAwsIamPolicyDocumentStatement {
  return {
    sid: 'TlsOnly',
    effect: 'Deny',
    principals: EVERYONE,
    actions: [...actions],
    resources: [...resources],
    condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
  };
}
