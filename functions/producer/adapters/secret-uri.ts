import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { RetryableFailure } from '../core/errors.ts';
import { mongodbUriIn } from '../core/mongodb-uri.ts';

/** A MongoDB URI in a secret of Secrets Manager: read once, and again when it has to be. */
export class SecretUri {
  readonly #client: SecretsManagerClient;
  readonly #secretArn: string;
  #known: Promise<string> | undefined;

  constructor(client: SecretsManagerClient, secretArn: string) {
    this.#client = client;
    this.#secretArn = secretArn;
  }

  /**
   * The URI; what could not be read is tried again by the next who asks.
   *
   * @throws RetryableFailure `no-database-uri` where the secret holds none; the SDK's error where it cannot be read.
   */
  read(): Promise<string> {
    this.#known ??= this.#fetch();
    return this.#known;
  }

  /** The URI as it is now. */
  readAgain(): Promise<string> {
    this.#known = undefined;
    return this.read();
  }

  async #fetch(): Promise<string> {
    try {
      const { SecretString = '' } = await this.#client.send(
        new GetSecretValueCommand({ SecretId: this.#secretArn }),
      );
      const uri = mongodbUriIn(SecretString);
      if (uri !== null) return uri;
    } catch (error) {
      this.#known = undefined;
      throw error;
    }
    this.#known = undefined;
    throw new RetryableFailure(
      'no-database-uri',
      `the secret ${this.#secretArn} holds no mongodb:// or mongodb+srv:// URI`,
    );
  }
}
