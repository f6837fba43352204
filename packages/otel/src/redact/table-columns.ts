import { isExpression, isMixed, isNoReference, isPasswordName, isSecretName, isWordy } from './secret-name.ts';

/** Only text that holds one of them needs a look: parts of the line of dashes. */
export const COLUMN_KEYWORDS: readonly string[] = ['-+-', '--|', '- |'];

/**
 * Redacts the cells of columns whose heading names a secret, in tables as psql, mysql and Markdown have them: a heading,
 * a line of dashes, rows of as many cells. Line ends may be escaped. `mayStay` lets a value stay.
 */
export function redactColumns(text: string, mayStay: (secret: string) => boolean): string {
  const pieces = text.split(LINE_END);
  let names: readonly string[] = [];
  for (let index = 2; index < pieces.length; index += 2) {
    const line = pieces[index] ?? '';
    if (DASHES.test(line)) names = namesAbove(line, pieces[index - 2] ?? '');
    else if (names.length > 0) {
      const cells = line.split('|');
      if (cells.length !== names.length) names = [];
      else pieces[index] = cells.map((cell, place) => redactCell(cell, names[place] ?? '', mayStay)).join('|');
    }
  }
  return pieces.join('');
}

const LINE_END = /(\r?\n|\\{1,15}n)/;
const DASHES = /^[ \t]{0,20}(?=[|+:-]{0,2}[ -]{1,200}[|+])[-+|: ]{3,4000}$/;

/** The name of each column, or nothing if no column holds secrets. */
function namesAbove(dashes: string, heading: string): readonly string[] {
  const names = heading.split('|').map(nameOfColumn);
  if (names.length !== dashes.split(/[+|]/).length) return [];
  return names.some((name) => isSecretName(name)) ? names : [];
}

/** `API key` is `API_key`. */
export function nameOfColumn(cell: string): string {
  return cell.replaceAll(/[`*"]/g, '').trim().replaceAll(' ', '_');
}

export function redactCell(cell: string, name: string, mayStay: (secret: string) => boolean): string {
  const secret = /^[\s`"'\\]*([^`"'\\]*)/.exec(cell)?.[1]?.trim() ?? '';
  if (!isSecretName(name) || !isSecretCell(secret, isPasswordName(name)) || mayStay(secret)) return cell;
  return cell.replace(secret, '[redacted:named_secret]');
}

function isSecretCell(secret: string, ofPasswords: boolean): boolean {
  if (/\s/.test(secret) || !isNoReference(secret) || isExpression(secret)) return false;
  if (!isMixed(secret)) return false;
  return ofPasswords ? secret.length >= 8 : secret.length >= 16 && !isWordy(secret);
}
