import { isSecretName } from './secret-name.ts';
import { nameOfColumn, redactCell } from './table-columns.ts';

/** Only text that holds it needs a look. */
export const INSERT_KEYWORDS: readonly string[] = ['insert into '];

/** Redacts what statements of SQL insert into columns whose name is that of a secret. `mayStay` lets a value stay. */
export function redactInserts(text: string, mayStay: (secret: string) => boolean): string {
  let redacted = '';
  let done = 0;
  for (const heading of text.matchAll(HEADING)) {
    if (heading.index < done) continue;
    const names = (heading[1] ?? '').split(',').map(nameOfColumn);
    if (!names.some((name) => isSecretName(name))) continue;
    ROW.lastIndex = heading.index + heading[0].length;
    redacted += text.slice(done, ROW.lastIndex);
    done = ROW.lastIndex;
    for (let row = ROW.exec(text); row !== null; row = ROW.exec(text)) {
      const cells = (row[2] ?? '').match(CELL) ?? [];
      redacted += row[1] ?? '';
      redacted +=
        cells.length === names.length
          ? cells.map((cell, index) => redactCell(cell, names[index] ?? '', mayStay)).join(',')
          : (row[2] ?? '');
      done += (row[1] ?? '').length + (row[2] ?? '').length;
    }
  }
  return done === 0 ? text : redacted + text.slice(done);
}

const HEADING = /insert into [\w."`\\[\]]{1,100}\s{0,8}\(([^()]{1,2000})\)(?:\s|\\n){0,8}values/gi;

/** From the end of the one before it: what leads to it, and its values. A quote in a value is two, so two values side by side. */
const ROW = /((?:[\s,)]|\\{1,15}[nrt]){0,20}\()((?:'[^'\r\n]{0,1000}'|[^'()]){1,10000})(?=\))/y;
const CELL = /(?:'[^']*'|[^',])+/g;
