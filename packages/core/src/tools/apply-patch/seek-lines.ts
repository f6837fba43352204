/**
 * Finds `pattern` in `lines` from `start` on, the first try that finds it wins: exact, without trailing whitespace,
 * without surrounding whitespace, with Unicode dashes, quotes and spaces made plain. With `atEnd` the end of the file
 * is tried first. Undefined when it is nowhere.
 */
export function seekLines(
  lines: readonly string[],
  pattern: readonly string[],
  start: number,
  atEnd: boolean,
): number | undefined {
  if (pattern.length === 0) return start;
  const last = lines.length - pattern.length;
  for (const form of FORMS) {
    const haystack = lines.map(form);
    const needle = pattern.map(form);
    const matches = (position: number): boolean => needle.every((line, offset) => haystack[position + offset] === line);
    if (atEnd && last >= start && matches(last)) return last;
    for (let position = start; position <= last; position += 1) if (matches(position)) return position;
  }
  return undefined;
}

const FORMS: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => line.trimEnd(),
  (line) => line.trim(),
  plain,
];

function plain(line: string): string {
  return line
    .trim()
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\u2018-\u201B]/g, "'")
    .replace(/[\u201C-\u201F]/g, '"')
    .replace(/[\u00A0\u2002-\u200A\u202F\u205F\u3000]/g, ' ');
}
