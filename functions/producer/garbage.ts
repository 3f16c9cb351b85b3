import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Video passes through as buffers outside of V8's heap, and for every few of them V8 marks the whole heap, in steps:
 * that was a quarter of the CPU of a copied clip. In one go it takes milliseconds, and is done between two messages, so
 * that memory does not grow from one to the next (measured in docs/adr/0005).
 */
setFlagsFromString('--no-incremental-marking');
setFlagsFromString('--expose-gc');

/** Frees what a job left behind; some ten milliseconds. */
export const collectGarbage = runInNewContext('gc') as () => void;
