import { maskedLine, printable } from './mask-line.ts';
import type { ScannedText } from './mask-line.ts';
import type { SourceEdit } from './source-edits.ts';
import { createPositionLookup } from './source-position.ts';

/** One line that changes, as it may be shown: what may be a secret is masked. */
export interface LineChange {
  /** In the original text, 1-based. */
  readonly line: number;
  readonly before: string;
  /** Absent when the line goes. */
  readonly after?: string;
}

/** Says line by line what edits do, of which each line has at most one. */
export function lineChanges(scanned: ScannedText, edits: readonly SourceEdit[]): LineChange[] {
  const positionOf = createPositionLookup(scanned.text);
  return edits
    .toSorted((left, right) => left.start - right.start)
    .map((edit) => {
      const { line, column } = positionOf(edit.start);
      const before = maskedLine(scanned, line);
      const after = edit.start === edit.end ? insert(edit.text, before, column - 1) : rest(edit, before, scanned.text);
      return { line, before, ...(after === undefined ? {} : { after }) };
    });
}

function insert(text: string, before: string, column: number): string {
  return `${before.slice(0, column)}${text}${before.slice(column)}`;
}

/** What stays of a line; undefined when nothing does. */
function rest(edit: SourceEdit, before: string, text: string): string | undefined {
  const lineStart = text.lastIndexOf('\n', edit.start - 1) + 1;
  const newline = text.indexOf('\n', edit.start);
  const lineEnd = newline === -1 ? text.length : newline;
  if (edit.end > lineEnd) return undefined;
  const written = text.slice(lineStart, lineEnd).replace(/\r$/, '');
  const stays = `${text.slice(lineStart, edit.start)}${edit.text}${text.slice(edit.end, lineEnd)}`.replace(/\r$/, '');
  if (stays.trim() === '') return undefined;
  return before === printable(written) ? printable(stays) : '# [redacted]';
}
