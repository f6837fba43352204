import type { Statement } from './scan-statements.ts';

const REDACTED = '[redacted]';

/** Names whose values are taken for secrets when a line is shown to a person. */
export const SENSITIVE_NAME: RegExp =
  /header|auth|secret|token|passw|api[-_.]?key|access[-_.]?key|private|credential|bearer|cookie|\benv\b|_key\b|-key\b/i;
/** Variables of commands: their names say nothing reliable. */
const SENSITIVE_TABLE = /shell_environment_policy\b.*\bset\b/;
const SENSITIVE_TEXT = /\b(?:Basic|Bearer)\s+[^\s"',}\]]+|\b(?:sk|pk|ghp|gho|xox[a-z])[-_][A-Za-z0-9_-]{6,}/gi;
const URL_USER = /:\/\/[^/\s"']*@/g;
const URL_QUERY = /([?&][\w.-]+=)[^\s&"'#]+/g;
/** The text of a string, closed or not; the quotes stay. */
const STRING_TEXT = /(["'])(?:\\.|(?!\1).)*(\1|$)/g;

/** A text with its statements, as far as it could be scanned. */
export interface ScannedText {
  readonly text: string;
  readonly statements: readonly Statement[];
}

/**
 * One line (1-based) of a configuration file as it may be shown: what may be a secret is masked. Broken files and
 * changes to them are shown on screens and in CI logs.
 */
export function maskedLine(scanned: ScannedText, lineNumber: number): string {
  const lines = scanned.text.split('\n', lineNumber);
  const line = (lines[lineNumber - 1] ?? '').replace(/\r$/, '');
  const start = lines.slice(0, -1).reduce((sum, { length }) => sum + length + 1, 0);
  const around = scanned.statements.findLast(
    ({ kind, start: from, end, valueStart }) =>
      // One that the scanner could not read to the end ends where its value begins.
      kind === 'assignment' && from < start && (end > start || end === valueStart),
  );
  if (around !== undefined && mayHoldSecret(around, scanned.text.slice(around.valueStart, start))) return REDACTED;
  return printable(maskSecrets(line, tableAbove(lines)));
}

/** A line without control characters: a file of a repository must not move the cursor of a terminal. */
export function printable(line: string): string {
  // Without `\p{Cc}`: the engine looks such sets up while it reads the file.
  return line.replace(/[^\t\x20-\x7e\xa0-\uffff]/g, '\uFFFD');
}

/** Hides what has the form of a credential, in texts of which nothing else is known. */
export function maskCredentials(text: string): string {
  return text
    .replace(SENSITIVE_TEXT, REDACTED)
    .replace(URL_USER, `://${REDACTED}@`)
    .replace(URL_QUERY, `$1${REDACTED}`);
}

/** A value that goes on over several lines: the line itself does not say what it belongs to. */
function mayHoldSecret(statement: Statement, valueSoFar: string): boolean {
  const { path } = statement;
  return (
    /"""|'''/.test(valueSoFar) || path.some((name) => SENSITIVE_NAME.test(name)) || SENSITIVE_TABLE.test(path.join('.'))
  );
}

function maskSecrets(line: string, table: string): string {
  const equals = line.indexOf('=');
  const named = `${table} ${line}`;
  if (equals !== -1 && (SENSITIVE_NAME.test(named) || SENSITIVE_TABLE.test(named))) {
    return `${line.slice(0, equals + 1)} ${REDACTED}`;
  }
  const trimmed = line.trimStart();
  if (equals === -1 && !trimmed.startsWith('[') && !trimmed.startsWith('#')) {
    // A line of its own inside an array: nothing says what it belongs to.
    return line === trimmed && !/["']/.test(line) && line.length > 40
      ? REDACTED
      : line.replace(STRING_TEXT, `$1${REDACTED}$2`);
  }
  return maskCredentials(line);
}

/** The header of the table that the last line stands in, as written. */
function tableAbove(lines: readonly string[]): string {
  for (let index = lines.length - 2; index >= 0; index -= 1) {
    const line = lines[index] ?? '';
    if (/^\s*\[/.test(line)) return line;
  }
  return '';
}
