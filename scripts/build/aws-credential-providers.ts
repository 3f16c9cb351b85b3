/**
 * Stands in the bundle for the package `@aws-sdk/credential-providers`: the MongoDB driver wants it to be there for
 * MONGODB-AWS, even where it is handed credentials, and has no other use for it. The package would bring a dozen
 * clients for ways of signing in that a function does not have.
 */
export function fromNodeProviderChain(): never {
  throw new Error(
    'the MongoDB client was made without credentials: see functions/producer/adapters/open-clips.ts',
  );
}
