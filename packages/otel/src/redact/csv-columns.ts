import { once } from './once.ts';
import type { Beginning } from './redaction-rule.ts';
import { isSecretName } from './secret-name.ts';
import { nameOfColumn, redactCell } from './table-columns.ts';

/** A name beside a comma without a blank, and no code around it: a heading may stand there. */
export const CSV_HEADING: Beginning = {
  literals: ['password', 'secret', 'token', '_key', ' key'].flatMap((name) =>
    [',', '"', '\n', '\r', '\\'].map((end) => name + end),
  ),
  pattern: once(
    () =>
      /(?:password|secret|token|[_ ]key)"?(?:(?=,"?[a-z])(?<=(?:^|[,\r\n]|\\n)"?[\w ]{0,30}"?)|(?=[\r\n\\]|$)(?<=,"?[\w ]{0,30}"?))/iy,
  ),
};

/**
 * Redacts the cells of columns whose heading names a secret, in values separated by commas: a line of names, and below it
 * lines of as many cells. Line ends may be escaped. `places` are those of `CSV_HEADING`; `mayStay` lets a value stay.
 */
export function redactCsv(text: string, places: readonly number[], mayStay: (secret: string) => boolean): string {
  let redacted = '';
  let done = 0;
  let looked = 0;
  for (const place of places) {
    if (place < looked) continue;
    const heading = lineAt(text, startOfLine(text, place));
    looked = Math.max(heading.next, place + 1);
    if (heading.text.length === LONGEST_LINE) continue;
    const names = cellsOf(HEADING.exec(heading.text.slice(-LONGEST_HEADING))?.[0] ?? '').map(nameOfColumn);
    if (!names.some((name) => isSecretName(name))) continue;
    redacted += text.slice(done, heading.next);
    done = heading.next;
    while (done < text.length) {
      const line = lineAt(text, done);
      const cells = cellsOf(line.text);
      if (cells.length !== names.length) break;
      redacted += cells.map((cell, index) => redactCell(cell, names[index] ?? '', mayStay)).join(',');
      redacted += text.slice(done + line.text.length, line.next);
      done = line.next;
    }
    looked = Math.max(looked, done);
  }
  return done === 0 ? text : redacted + text.slice(done);
}

const LONGEST_LINE = 4000;
const LONGEST_HEADING = 600;

/** The whole line, or after a quote: where an output begins, and in JSON. */
const HEADING = /(?<=^|["'`])(?:"?[A-Za-z_][\w -]{0,40}"?,){1,60}"?[A-Za-z_][\w -]{0,40}"?$/;
const LINE_END = /\r?\n|\\{1,15}(?:r\\{1,15})?n/;

function startOfLine(text: string, place: number): number {
  const start = Math.max(0, place - LONGEST_LINE);
  const before = text.slice(start, place);
  return start + 1 + Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\\n') + (before.includes('\\n') ? 1 : 0));
}

/** The line, of which a part is taken where it is too long, and where the next one starts. */
function lineAt(text: string, start: number): { readonly text: string; readonly next: number } {
  const line = text.slice(start, start + LONGEST_LINE);
  const end = LINE_END.exec(line);
  if (end === null) return { text: line, next: start + line.length };
  return { text: line.slice(0, end.index), next: start + end.index + end[0].length };
}

/** A comma between quotes separates nothing. */
function cellsOf(line: string): readonly string[] {
  const cells: string[] = [];
  let open = false;
  for (const piece of line.split(',')) {
    if (open) cells.push(`${cells.pop() ?? ''},${piece}`);
    else cells.push(piece);
    if (piece.split('"').length % 2 === 0) open = !open;
  }
  return cells;
}
