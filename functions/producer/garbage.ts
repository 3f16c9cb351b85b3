import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Video passes through as buffers outside of V8's heap, and for every few of them V8 marks the whole heap, in steps:
 * that was a quarter of the CPU of a copied clip. In one go it takes milliseconds, and is done between two messages, so
 * that memory does not grow from one to the next (measured in docs/adr/0005).
 */
setFlagsFromString('--no-incremental-marking');
/**
 * Three hundred times V8's own patience before it optimises a function. Most of what runs is over in half a second of
 * CPU, and optimised code is forgotten between two messages: making it took another quarter of a second each time, and
 * never paid. The loops that read MPEG-TS do pay, tenfold (docs/adr/0005).
 */
setFlagsFromString('--interrupt-budget=20000000');
setFlagsFromString('--expose-gc');

/** Frees what a job left behind; some ten milliseconds. */
export const collectGarbage = runInNewContext('gc') as () => void;
