/** Which servers the local environment uses instead of its own, from the variables every AWS SDK and driver knows. */
export interface ServerSettings {
  /** `AWS_ENDPOINT_URL`; null for the embedded S3, SQS and SNS. */
  readonly awsEndpoint: string | null;
  /** Those of `AWS_ENDPOINT_URL_S3`, `_SQS` and `_SNS` that are set, by variable name. */
  readonly serviceEndpoints: Readonly<Partial<Record<ServiceVariable, string>>>;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  /** `MONGODB_URI`; null for the embedded MongoDB. */
  readonly mongodbUri: string | null;
}

export type ServiceVariable = 'AWS_ENDPOINT_URL_S3' | 'AWS_ENDPOINT_URL_SQS' | 'AWS_ENDPOINT_URL_SNS';

const SERVICE_VARIABLES = ['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL_SQS', 'AWS_ENDPOINT_URL_SNS'] as const;

/**
 * Reads the servers from the environment; an empty variable counts as none.
 *
 * The caller's credentials are for the caller's servers: the embedded ones take any, and get test/test, so that no key
 * of a real account reaches the function or a terminal.
 */
export function readServerSettings(env: NodeJS.ProcessEnv = process.env): ServerSettings {
  const named = SERVICE_VARIABLES.flatMap((name) => (env[name] ? [[name, env[name]]] : []));
  const isElsewhere = Boolean(env.AWS_ENDPOINT_URL) || named.length > 0;
  return {
    awsEndpoint: env.AWS_ENDPOINT_URL || null,
    serviceEndpoints: Object.fromEntries(named),
    credentials:
      isElsewhere && env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY
        ? {
            accessKeyId: env.AWS_ACCESS_KEY_ID,
            secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
            ...(env.AWS_SESSION_TOKEN ? { sessionToken: env.AWS_SESSION_TOKEN } : {}),
          }
        : { accessKeyId: 'test', secretAccessKey: 'test' },
    mongodbUri: env.MONGODB_URI || null,
  };
}
