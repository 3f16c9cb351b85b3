/** A statement of a policy in the form that Terraform's `aws_iam_policy_document` takes. */
export interface Statement {
  readonly effect?: string;
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly principals?: readonly { readonly type: string; readonly identifiers: readonly string[] }[];
  readonly condition?: readonly {
    readonly test: string;
    readonly variable: string;
    readonly values: readonly string[];
  }[];
}

/** Who asks for what. */
export interface AccessRequest {
  /** An ARN; null for somebody who has not said who they are. */
  readonly principal: string | null;
  readonly action: string;
  readonly resource: string;
  /** Values of condition keys; one that is not named is not there. */
  readonly context?: Readonly<Record<string, string>>;
}

export type Decision = 'allowed' | 'denied' | 'not-mentioned';

/**
 * What a policy says to a request: a denial outweighs every permission.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 *
 * @throws where a statement uses what is not understood here: a guess would prove nothing.
 */
export function evaluate(statements: readonly Statement[], request: AccessRequest): Decision {
  const effects = statements.filter((one) => applies(one, request)).map(({ effect = 'Allow' }) => effect);
  if (effects.includes('Deny')) return 'denied';
  return effects.includes('Allow') ? 'allowed' : 'not-mentioned';
}

/** How a bucket is reached from outside: by its policy and its ACL, as far as it does not block both. */
export interface BucketAccess {
  readonly statements: readonly Statement[];
  /** A canned ACL; `private` unless given. */
  readonly acl?: string;
  /** S3 Block Public Access. https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
  readonly ignorePublicAcls: boolean;
  readonly restrictPublicBuckets: boolean;
}

/** Whether somebody without credentials may do this to a bucket or its objects. */
export function isAllowedToAnyone(bucket: BucketAccess, request: Omit<AccessRequest, 'principal'>): boolean {
  const byPolicy = evaluate(bucket.statements, { ...request, principal: null });
  if (byPolicy === 'denied') return false;
  if (byPolicy === 'allowed' && !bucket.restrictPublicBuckets) return true;
  return !bucket.ignorePublicAcls && aclActions(bucket.acl ?? 'private').includes(request.action);
}

/** What a canned ACL of a bucket grants to everyone: the bucket's listing, and never its objects. */
function aclActions(acl: string): readonly string[] {
  if (acl === 'private') return [];
  if (acl === 'public-read')
    return ['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads'];
  throw new Error(`the ACL ${acl} is not understood here`);
}

function applies(statement: Statement, request: AccessRequest): boolean {
  const { actions, notActions, resources = [], principals, condition = [] } = statement;
  if (notActions || !actions) throw new Error('a statement without actions is not understood here');
  return (
    (!principals || principals.some((one) => isMeant(one, request.principal))) &&
    actions.some((pattern) => matches(pattern, request.action, 'i')) &&
    resources.some((pattern) => matches(pattern, request.resource)) &&
    condition.every((one) => holds(one, request.context ?? {}))
  );
}

function isMeant(
  { type, identifiers }: NonNullable<Statement['principals']>[number],
  principal: string | null,
): boolean {
  if (type === '*') return true;
  if (!['AWS', 'Service'].includes(type))
    throw new Error(`principals of type ${type} are not understood here`);
  return identifiers.some((identifier) => (identifier === '*' && type === 'AWS') || identifier === principal);
}

function holds(
  { test, variable, values }: NonNullable<Statement['condition']>[number],
  context: Readonly<Record<string, string>>,
): boolean {
  const value = context[variable];
  if (test === 'Bool') return value !== undefined && values.includes(value);
  if (test === 'StringEquals' || test === 'ArnEquals') return value !== undefined && values.includes(value);
  if (test === 'StringLike' || test === 'ArnLike')
    return value !== undefined && values.some((pattern) => matches(pattern, value));
  throw new Error(`conditions of the kind ${test} are not understood here`);
}

/** `*` stands for any characters, `?` for one. */
function matches(pattern: string, value: string, flags = ''): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`, `s${flags}`).test(value);
}
