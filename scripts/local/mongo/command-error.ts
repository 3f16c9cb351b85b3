import type { Document } from './document.ts';

/** The codes the embedded server answers with, as in the server's `src/mongo/base/error_codes.yml`. */
const CODES = {
  InternalError: 1,
  BadValue: 2,
  FailedToParse: 9,
  TypeMismatch: 14,
  Overflow: 15,
  InvalidLength: 16,
  IllegalOperation: 20,
  NamespaceNotFound: 26,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  NotSingleValueField: 54,
  EmptyFieldName: 56,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  InvalidPipelineOperator: 168,
  QueryFeatureNotAllowed: 224,
  UnsupportedOpQueryCommand: 352,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  /** An unknown variable of an expression. */
  Location17276: 17276,
  /** An unknown stage of a pipeline. */
  Location40324: 40324,
  /** An unknown field of a command. */
  Location40415: 40415,
} as const;

export type CodeName = keyof typeof CODES;

/** An error of a command or of one of its statements; the driver throws it as a MongoServerError with `code`. */
export class CommandError extends Error {
  readonly code: number;
  readonly codeName: CodeName;
  readonly details: Document;

  /** @param details fields of the error's document besides code, name and message. */
  constructor(codeName: CodeName, message: string, details: Document = {}) {
    super(message);
    this.name = 'CommandError';
    this.code = CODES[codeName];
    this.codeName = codeName;
    this.details = details;
  }
}

/** The error for something that MongoDB has and this server does not. */
export function notHeld(codeName: CodeName, what: string): CommandError {
  return new CommandError(codeName, `${what}: the embedded MongoDB does not hold it`);
}

/** Runs mingo, whose errors carry no code; they are all about the operands it was given. */
export function asBadValue<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError('BadValue', error instanceof Error ? error.message : String(error));
  }
}
