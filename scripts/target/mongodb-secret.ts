import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

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
    return mongodbUriIn(SecretString);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`MongoDB's address in the secret ${SecretId} cannot be read: ${why}`, { cause: error });
  } finally {
    client.destroy();
  }
}

/**
 * The URI in a secret's text: the text itself, or the first MongoDB URI among the values of a JSON object.
 *
 * @throws where there is none; the text is not repeated.
 */
export function mongodbUriIn(secret: string): string {
  const isUri = (value: unknown): value is string =>
    typeof value === 'string' && /^mongodb(\+srv)?:\/\//.test(value);
  if (isUri(secret)) return secret;
  let fields: unknown = null;
  try {
    fields = JSON.parse(secret);
  } catch {
    // Told below.
  }
  const found = typeof fields === 'object' && fields !== null ? Object.values(fields).find(isUri) : undefined;
  if (!found) throw new Error('it holds no mongodb:// URI');
  return found;
}
