const END_OF_KEY = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const LONGEST_TAIL = 40_000;

/** Only text that holds it needs a look. */
export const KEY_TAIL_KEYWORDS: readonly string[] = ['-----END '];

/** Redacts the end of a private key whose beginning was cut off: everything before the end marker that can belong to it. */
export function redactKeyTail(text: string): string {
  let redacted = '';
  let done = 0;
  for (const marker of text.matchAll(END_OF_KEY)) {
    let start = marker.index;
    while (start > done && marker.index - start < LONGEST_TAIL && isKeyCharacter(text.charCodeAt(start - 1)))
      start -= 1;
    start += lengthOfWord(text.slice(start, marker.index), text.charAt(start - 1));
    redacted += `${text.slice(done, start)}[redacted:private_key]`;
    done = marker.index + marker[0].length;
  }
  return redacted + text.slice(done);
}

/** Of `rsa` and its line end, where `id_rsa` stands on the line above the key. */
function lengthOfWord(key: string, before: string): number {
  if (before === '' || /\s/.test(before)) return 0;
  return /^[A-Za-z0-9]{1,16}(?:\r?\n|\\{1,15}n)(?=[A-Za-z0-9+/]{16})/.exec(key)?.[0].length ?? 0;
}

/** Base64, line ends, and the backslash of escaped line ends. */
function isKeyCharacter(code: number): boolean {
  const letter = (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
  const digit = code >= 0x30 && code <= 0x39;
  return (
    letter ||
    digit ||
    code === 0x2b ||
    code === 0x2f ||
    code === 0x3d ||
    code === 0x0a ||
    code === 0x0d ||
    code === 0x5c
  );
}
