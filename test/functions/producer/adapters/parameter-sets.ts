export const hex = (text: string) => Buffer.from(text, 'hex');

/** Written by x264 for 640x360 at 30 frames a second. */
export const BASELINE = '6742c01eda0280bfe5c044000003000400000300f03c58ba80';
export const MAIN = '674d401eda0280bfe5c044000003000400000300f03c58ba80';
export const HIGH = '6764001eacb405017fcb8088000003000800000301e078b175';
export const HIGH_444 = '67f4001e919680a02ff89c0440000003004000000f03c58ba8';
export const INTERLACED = '6764001eacd940a063f3e022000003000200000300783e28532c';
/** With `sps-id=5`, and its PPS, of id 5 as well. */
export const HIGH_ID_5 = '6764001e32cd940a02ff970110000003001000000303c0f162d960';
export const PPS_ID_5 = '6831afbcb0';
export const PPS = '68ef3cb0';

/** Bits of a parameter set as they are written: fixed ones as text, Exp-Golomb codes as numbers. */
export function parameterSet(head: string, ...fields: (string | number)[]): Buffer {
  const bits = fields
    .map((field) => {
      if (typeof field === 'string') return field;
      const code = (field + 1).toString(2);
      return '0'.repeat(code.length - 1) + code;
    })
    .join('')
    .concat('1');
  const bytes = bits.match(/.{1,8}/g)?.map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2)) ?? [];
  return Buffer.concat([hex(head), Buffer.from(bytes)]);
}
