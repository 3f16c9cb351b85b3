import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret/index.js';
import { Construct } from 'constructs';

/** After a destroy the secret can be brought back for so many days. */
const RECOVERY_DAYS = 30;

export interface DatabaseAccessOptions {
  readonly secretName: string;
  /** Of the secret to use; null to create one, or for none where there is a URI. */
  readonly existingSecretArn: string | null;
  /** A URI without credentials, for which there is no secret; null for none. */
  readonly uri: string | null;
  readonly database: string;
  readonly forceDestroy: boolean;
}

/**
 * How the function gets at MongoDB: by a URI in Secrets Manager, or by its role. The stack makes a secret without a
 * value, so that the value is in no state, plan or environment; an operator puts it in.
 */
export class DatabaseAccess extends Construct {
  /** Null where the function signs in by its role. */
  readonly secretArn: string | null;
  readonly variables: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, options: DatabaseAccessOptions) {
    super(scope, id);
    const { uri, existingSecretArn, database } = options;
    this.secretArn = uri === null ? (existingSecretArn ?? this.#createSecret(options)) : null;
    this.variables = {
      ...(uri === null ? {} : { MONGODB_URI: uri }),
      ...(this.secretArn === null ? {} : { MONGODB_SECRET_ARN: this.secretArn }),
      MONGODB_DATABASE: database,
    };
  }

  #createSecret({ secretName, forceDestroy }: DatabaseAccessOptions): string {
    const secret = new SecretsmanagerSecret(this, 'secret', {
      name: secretName,
      description: 'MongoDB URI of the producer; put in by hand, never by Terraform',
      recoveryWindowInDays: forceDestroy ? 0 : RECOVERY_DAYS,
    });
    return secret.arn;
  }
}
