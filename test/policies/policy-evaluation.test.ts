import { expect } from 'chai';
import { type BucketAccess, evaluate, isAllowedToAnyone, type Statement } from './policy-evaluation.ts';

const BUCKET = 'arn:aws:s3:::clips';
const ROLE = 'arn:aws:iam::123456789012:role/producer';
const read = { action: 's3:GetObject', resource: `${BUCKET}/cam/clip.mp4` };
const list = { action: 's3:ListBucket', resource: BUCKET };
const everyone = [{ type: '*', identifiers: ['*'] }];
const objectsForEveryone: Statement = {
  principals: everyone,
  actions: ['s3:GetObject'],
  resources: [`${BUCKET}/*`],
};
const tlsOnly: Statement = {
  ...{ effect: 'Deny', principals: everyone, actions: ['s3:*'], resources: [BUCKET, `${BUCKET}/*`] },
  condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
};
const secure = { context: { 'aws:SecureTransport': 'true' } };
const plain = { context: { 'aws:SecureTransport': 'false' } };

describe('the evaluation of policies', () => {
  it('allows what a statement names, and says nothing to what none does', () => {
    const statements = [{ actions: ['s3:PutObject', 's3:Abort*'], resources: [`${BUCKET}/*`] }];
    const resource = `${BUCKET}/cam/a.mp4`;
    expect(evaluate(statements, { principal: ROLE, action: 's3:PutObject', resource })).to.equal('allowed');
    expect(evaluate(statements, { principal: ROLE, action: 's3:AbortMultipartUpload', resource })).to.equal(
      'allowed',
    );
    expect(evaluate(statements, { principal: ROLE, action: 's3:GetObject', resource })).to.equal(
      'not-mentioned',
    );
    expect(evaluate(statements, { principal: ROLE, action: 's3:PutObject', resource: BUCKET })).to.equal(
      'not-mentioned',
    );
  });

  it('lets a denial outweigh a permission, where its condition holds', () => {
    const statements = [objectsForEveryone, tlsOnly];
    expect(evaluate(statements, { principal: null, ...read, ...secure })).to.equal('allowed');
    expect(evaluate(statements, { principal: null, ...read, ...plain })).to.equal('denied');
  });

  it('means nobody but those whom a statement names', () => {
    const statements = [{ ...objectsForEveryone, principals: [{ type: 'AWS', identifiers: [ROLE] }] }];
    expect(evaluate(statements, { principal: ROLE, ...read })).to.equal('allowed');
    expect(evaluate(statements, { principal: null, ...read })).to.equal('not-mentioned');
  });

  it('guesses at nothing', () => {
    const odd = {
      ...objectsForEveryone,
      condition: [{ test: 'IpAddress', variable: 'aws:SourceIp', values: [] }],
    };
    expect(() => evaluate([odd], { principal: null, ...read })).to.throw('IpAddress');
    expect(() => evaluate([{ notActions: ['s3:*'] }], { principal: null, ...read })).to.throw('actions');
  });

  describe('of a bucket as anyone sees it', () => {
    const open = { ignorePublicAcls: false, restrictPublicBuckets: false };
    const shut = { ignorePublicAcls: true, restrictPublicBuckets: true };
    const buckets: [what: string, bucket: BucketAccess, reads: boolean, lists: boolean][] = [
      [
        'with an ACL for everyone and a policy',
        { ...open, acl: 'public-read', statements: [objectsForEveryone] },
        true,
        true,
      ],
      ['with an ACL alone', { ...open, acl: 'public-read', statements: [] }, false, true],
      ['with a policy alone', { ...open, statements: [objectsForEveryone, tlsOnly] }, true, false],
      ['with neither', { ...open, statements: [tlsOnly] }, false, false],
      [
        'that blocks what both would grant',
        { ...shut, acl: 'public-read', statements: [objectsForEveryone] },
        false,
        false,
      ],
    ];
    for (const [what, bucket, reads, lists] of buckets) {
      it(what, () => {
        expect(isAllowedToAnyone(bucket, { ...read, ...secure })).to.equal(reads);
        expect(isAllowedToAnyone(bucket, { ...list, ...secure })).to.equal(lists);
        expect(isAllowedToAnyone(bucket, { ...read, action: 's3:PutObject', ...secure })).to.equal(false);
      });
    }
  });
});
