/** Characters that values are made of. */
export const ALPHABETS = {
  alphanumeric: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
  base32: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  hex: '0123456789abcdef',
  digits: '0123456789',
  url: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-',
  base64: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
} as const;

/**
 * Text that looks random and is the same for the same seed, so that a value is written nowhere and no scanner of a code
 * host takes a fixture for a leak. Holds a digit wherever it is long enough.
 */
export function generateText(seed: string, alphabet: keyof typeof ALPHABETS, length: number): string {
  const characters = ALPHABETS[alphabet];
  let state = 2_166_136_261;
  for (const character of seed) state = Math.imul(state ^ character.charCodeAt(0), 16_777_619);
  let text = '';
  for (let index = 0; index < length; index += 1) {
    state = Math.imul(state ^ (state >>> 15), 2_246_822_519) + 374_761_393;
    const place = Math.abs(state ^ (state >>> 13)) % characters.length;
    text += index === 3 && alphabet !== 'hex' ? '7' : (characters[place] ?? '');
  }
  return text;
}
