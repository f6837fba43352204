import { once } from './once.ts';
import type { Beginning } from './redaction-rule.ts';
import { isSecretName } from './secret-name.ts';
import { nameOfColumn, redactCell } from './table-columns.ts';

/** `insert into users (name, password) values` */
export const INSERT_HEADING = {
  literals: ['insert into '],
  pattern: once(() => /insert into [\w."`\\[\]]{1,100}\s{0,8}\(([^()]{1,2000})\)(?:\s|\\n){0,8}values/iy),
} as const satisfies Beginning;

/**
 * Redacts what statements of SQL insert into columns whose name is that of a secret: at the
 * `places` of `INSERT_HEADING`. `mayStay` lets a value stay.
 */
export function redactInserts(text: string, places: readonly number[], mayStay: (secret: string) => boolean): string {
  let redacted = '';
  let done = 0;
  const heading = INSERT_HEADING.pattern();
  for (const place of places) {
    if (place < done) continue;
    heading.lastIndex = place;
    const names = heading.exec(text)?.[1]?.split(',').map(nameOfColumn) ?? [];
    if (!names.some((name) => isSecretName(name))) continue;
    ROW.lastIndex = heading.lastIndex;
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

/** From the end of the one before it: what leads to it, and its values. A quote in a value is two, so two values side by side. */
const ROW = /((?:[\s,)]|\\{1,15}[nrt]){0,20}\()((?:'[^'\r\n]{0,1000}'|[^'()]){1,10000})(?=\))/y;
const CELL = /(?:'[^']*'|[^',])+/g;
