import { createHash } from 'node:crypto';

/** Made-up characters of one of the `ALPHABETS`. */
export type Characters = (kind: string, length: number) => string;

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';

const ALPHABETS: Readonly<Record<string, string>> = {
  A: LOWER + UPPER + DIGITS,
  b: `${LOWER}${UPPER}${DIGITS}+/`,
  r: `${LOWER}${UPPER}${DIGITS}-_`,
  h: `${DIGITS}abcdef`,
  H: `${DIGITS}ABCDEF`,
  d: DIGITS,
  l: LOWER + DIGITS,
  u: `${UPPER}234567`,
  n: `${LOWER}234567`,
  /** Bech32, in capitals. */
  B: 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L',
};

/** The same seed makes the same characters, on every machine. */
export function createCharacters(seed: string): Characters {
  let count = 0;
  return (kind, length) => {
    const alphabet = ALPHABETS[kind];
    if (alphabet === undefined) throw new Error(`no alphabet is called ${kind}`);
    let text = '';
    while (text.length < length) {
      count++;
      for (const byte of createHash('sha512').update(`${seed} ${count}`).digest()) {
        if (byte < 256 - (256 % alphabet.length)) text += alphabet[byte % alphabet.length];
      }
    }
    return text.slice(0, length);
  };
}
