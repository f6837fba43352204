import type { SourcePosition } from './source-position.ts';

const WIDEST_LINE = 200;
const REDACTED = '[redacted]';

/** Names whose values are taken for secrets when a line is shown to a person. */
export const SENSITIVE_NAME: RegExp =
  /header|auth|secret|token|passw|api[-_.]?key|access[-_.]?key|private|credential|bearer|cookie|\benv\b|_key\b|-key\b/i;
const SENSITIVE_TEXT = /\b(?:Basic|Bearer)\s+[^\s"',}\]]+|\b(?:sk|pk|ghp|gho|xox[a-z])[-_][A-Za-z0-9_-]{6,}/gi;
const URL_USER = /:\/\/[^/\s"']*@/g;
const URL_QUERY = /([?&][\w.-]+=)[^\s&"'#]+/g;
/** The text of a string, closed or not; the quotes stay. */
const STRING_TEXT = /(["'])(?:\\.|(?!\1).)*(\1|$)/g;

/**
 * The line at `position` with a caret under the column, for an error message. What may be a secret is masked: a
 * broken file is shown on screens and in CI logs.
 */
export function excerptOf(source: string, position: SourcePosition): string {
  const lines = source.split('\n', position.line);
  const text = (lines[position.line - 1] ?? '').replace(/\r$/, '');
  const shown = maskSecrets(text, tableAbove(lines));
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

function maskSecrets(line: string, table: string): string {
  const equals = line.indexOf('=');
  if (equals !== -1 && (SENSITIVE_NAME.test(table) || SENSITIVE_NAME.test(line))) {
    return `${line.slice(0, equals + 1)} ${REDACTED}`;
  }
  const trimmed = line.trimStart();
  if (equals === -1 && !trimmed.startsWith('[') && !trimmed.startsWith('#')) {
    // A line of its own inside a multi-line string or array: nothing says what it belongs to.
    return line === trimmed && !/["']/.test(line) && line.length > 40
      ? REDACTED
      : line.replace(STRING_TEXT, `$1${REDACTED}$2`);
  }
  return maskCredentials(line);
}

/** Hides what has the form of a credential, in texts of which nothing else is known. */
export function maskCredentials(text: string): string {
  return text
    .replace(SENSITIVE_TEXT, REDACTED)
    .replace(URL_USER, `://${REDACTED}@`)
    .replace(URL_QUERY, `$1${REDACTED}`);
}

/** The header of the table that the last line stands in, as written. */
function tableAbove(lines: readonly string[]): string {
  for (let index = lines.length - 2; index >= 0; index -= 1) {
    const line = lines[index] ?? '';
    if (/^\s*\[/.test(line)) return line;
  }
  return '';
}

function firstDifference(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    if (left[index] !== right[index]) return index;
  }
  return left.length === right.length ? Number.POSITIVE_INFINITY : length;
}
