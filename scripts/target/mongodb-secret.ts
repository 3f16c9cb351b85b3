import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mongodbUriIn } from '../../functions/producer/core/mongodb-uri.ts';

/**
 * Reads MongoDB's URI from a secret, with the caller's own credentials.
 *
 * @throws Error that names the secret and never its value.
 */
export async function readMongodbUri(
  SecretId: string,
  clientSettings: ConstructorParameters<typeof SecretsManagerClient>[0],
): Promise<string> {
  const client = new SecretsManagerClient(clientSettings ?? {});
  try {
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId }));
    const uri = mongodbUriIn(SecretString);
    if (uri === null) throw new Error('it holds no mongodb:// or mongodb+srv:// URI');
    return uri;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`MongoDB's address in the secret ${SecretId} cannot be read: ${why}`, { cause: error });
  } finally {
    client.destroy();
  }
}
