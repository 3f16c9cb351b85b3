/** The variables of a deployment. */
export type Variables = Readonly<Record<string, string>>;

/**
 * Deployments that are others than the one by default. Between them they set every setting that leaves something out, or
 * leaves it to the stack, unless it is set (test/stacks/variants.test.ts).
 */
export const VARIANTS: Readonly<Record<string, Variables>> = {
  'a private archive in a VPC, with its database behind the role': {
    WAVECUT_ENV: 'prod',
    WAVECUT_TAGS: 'team=video',
    WAVECUT_DESTINATION_ACCESS: 'private',
    WAVECUT_CLIPS_EXPIRE_DAYS: '30',
    WAVECUT_RECORDINGS_PREFIX: 'archive/',
    WAVECUT_RECORDINGS_EXPIRE_DAYS: '3',
    WAVECUT_VPC_SUBNET_IDS: 'subnet-0a1b,subnet-0c1d',
    WAVECUT_VPC_SECURITY_GROUP_IDS: 'sg-0e1f',
    WAVECUT_MONGODB_URI: 'mongodb+srv://cluster.example/?authMechanism=MONGODB-AWS&authSource=$external',
    WAVECUT_ALARM_EMAIL: 'operations@example.com',
  },
  'objects for everyone, out of recordings that are there': {
    WAVECUT_ENV: 'staging',
    WAVECUT_DESTINATION_ACCESS: 'public-objects',
    WAVECUT_CLIPS_BUCKET: 'clips-of-our-own',
    WAVECUT_RECORDINGS_BUCKET: 'an-archive',
    WAVECUT_MONGODB_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:uri-AbCdEf',
    WAVECUT_CAMERA_API_URL: 'https://cameras.example/',
    WAVECUT_PUBLIC_BASE_URL: 'https://cdn.example/',
    WAVECUT_ACCOUNT_ID: '123456789012',
    WAVECUT_FORCE_DESTROY: 'true',
  },
};
