import { maskedLine, printable } from './mask-line.ts';
import { scanStatements } from './scan-statements.ts';
import type { SourcePosition } from './source-position.ts';

const WIDEST_LINE = 200;

/** The line at `position` with a caret under the column, for an error message. What may be a secret is masked. */
export function excerptOf(source: string, position: SourcePosition): string {
  const text = printable((source.split('\n', position.line)[position.line - 1] ?? '').replace(/\r$/, ''));
  const shown = maskedLine({ text: source, statements: scanStatements(source).statements }, position.line);
  const margin = `${position.line} | `;
  // Behind a masked part the column of the original says nothing, so the caret stops at the mask.
  const firstChange = firstDifference(text, shown);
  const caretColumn = position.column - 1 > firstChange ? firstChange : position.column - 1;
  const start = Math.max(0, caretColumn - WIDEST_LINE / 2);
  const visible = shown.slice(start, start + WIDEST_LINE);
  const indent = shown
    .slice(start, caretColumn)
    .replace(/[^\t]/g, ' ')
    .padEnd(caretColumn - start, ' ');
  return `${margin}${visible}\n${' '.repeat(margin.length)}${indent}^`;
}

function firstDifference(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    if (left[index] !== right[index]) return index;
  }
  return left.length === right.length ? Number.POSITIVE_INFINITY : length;
}
