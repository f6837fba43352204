const SAMPLES = 12;
const SHARE = 0.4;

/**
 * Whether base64, read from `shift` on, is text: enough pairs of bytes, taken evenly, are printable ASCII. Images, hashes
 * and keys are not worth decoding; of random pairs one in seven is printable.
 */
export function isReadableEncoding(encoded: string, shift: number): boolean {
  const groups = (encoded.length - shift) >> 2;
  const count = Math.min(SAMPLES, groups);
  let unreadable = 0;
  for (let sample = 0; sample < count; sample += 1) {
    const place = shift + 4 * Math.floor((sample * groups) / count);
    const first = sextet(encoded, place);
    const second = sextet(encoded, place + 1);
    const third = sextet(encoded, place + 2);
    if (isPrintable((first << 2) | (second >> 4)) && isPrintable(((second & 15) << 4) | (third >> 2))) continue;
    unreadable += 1;
    if (unreadable > count * (1 - SHARE)) return false;
  }
  return true;
}

/** Whether a character of this code is one of base64 or base64url. */
export function isEncoding(code: number): boolean {
  return code < 128 && SEXTETS[code] !== NO_SEXTET;
}

/** The six bits that a character of base64 or base64url stands for. */
function sextet(encoded: string, index: number): number {
  return (SEXTETS[encoded.charCodeAt(index) & 127] ?? 0) & 63;
}

function isPrintable(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

const ALPHABETS = [
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
];

/** By character code. */
const SEXTETS = new Uint8Array(128);
const NO_SEXTET = 64;

SEXTETS.fill(NO_SEXTET);
for (const alphabet of ALPHABETS) {
  for (let value = 0; value < alphabet.length; value += 1) SEXTETS[alphabet.charCodeAt(value)] = value;
}
