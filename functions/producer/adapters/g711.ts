/**
 * G.711, the telephone's 8-bit sound that many cameras still record. Matroska, through which ffmpeg gets its sound,
 * cannot hold it, so it is expanded here to the 16-bit samples that it stands for. Source: ITU-T G.711, tables 1a, 2a.
 */

/** The two laws, by mediabunny's names. */
export type G711Law = 'ulaw' | 'alaw';

export function isG711(codec: string): codec is G711Law {
  return codec === 'ulaw' || codec === 'alaw';
}

/** Little-endian 16-bit samples for a packet of G.711, one for each byte. */
export function expandG711(packet: Uint8Array, law: G711Law): Uint8Array {
  const samples = Buffer.allocUnsafe(packet.length * 2);
  const expand = law === 'ulaw' ? expandULaw : expandALaw;
  for (const [index, byte] of packet.entries()) samples.writeInt16LE(expand(byte), index * 2);
  return samples;
}

/** Sign, 3 bits of exponent, 4 bits of mantissa, all inverted; a bias of 132 makes the segments meet. */
function expandULaw(byte: number): number {
  const bits = ~byte & 0xff;
  const magnitude = ((((bits & 0x0f) << 3) + 132) << ((bits >> 4) & 7)) - 132;
  return bits & 0x80 ? -magnitude : magnitude;
}

/** The same with every second bit inverted, a set sign for positive values, and a linear first segment. */
function expandALaw(byte: number): number {
  const bits = byte ^ 0x55;
  const exponent = (bits >> 4) & 7;
  const mantissa = ((bits & 0x0f) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 256) << (exponent - 1);
  return bits & 0x80 ? magnitude : -magnitude;
}
