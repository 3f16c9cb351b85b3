/** What a service does instead of answering. */
export type Fault =
  /** Status 500. */
  | 'error'
  /** Status 503, as S3 asks for fewer requests. */
  | 'slow-down'
  /** Status 403. */
  | 'denied'
  /** No word, ever. */
  | 'hang'
  /** Half of an answer, and then no word. */
  | 'hang-in-body'
  /** A connection that breaks off. */
  | 'reset';

/** A call of the function, by its service and what it does. */
export type Call =
  | 's3 list'
  | 's3 stat'
  | 's3 read'
  | 's3 put clip'
  | 's3 put thumbnail'
  | 'sns publish'
  | 'sqs send'
  | 'sqs hide'
  | 'mongo findAndModify'
  | 'mongo find'
  | 'mongo update'
  | 'mongo createIndexes';

/** Decides what becomes of a call; `about` is all it says, in which clips and cameras are named. */
export type Faults = (call: Call, about: string) => Fault | null;
