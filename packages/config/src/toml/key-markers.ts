import type { ExporterForm } from './exporter-form.ts';
import type { Statement } from './scan-statements.ts';
import type { SourceEdit } from './source-edits.ts';

/** Private-use characters: keys that start with one of them are themselves escaped. */
const ESCAPED = '\uE000';
const SELECTED = '\uE001';

/**
 * Renames the keys that the parser must not see. It builds ordinary objects, on which a table named `toString` is
 * written into the built-in function of that name; and the string of an exporter form would collide with its tables.
 */
export function markKeys(statements: readonly Statement[], forms: readonly ExporterForm[]): SourceEdit[] {
  const selections = new Set(forms.map((form) => form.assignment.key.at(-1)));
  return statements.flatMap((statement) =>
    statement.key.flatMap((segment) => {
      const marker = selections.has(segment) ? SELECTED : needsEscape(segment.name) ? ESCAPED : undefined;
      if (marker === undefined) return [];
      return [{ start: segment.start, end: segment.end, text: JSON.stringify(marker + segment.name) }];
    }),
  );
}

/** What a parsed key stands for. */
export function readMarkedKey(key: string): { readonly name: string; readonly selection: boolean } {
  if (key.startsWith(SELECTED)) return { name: key.slice(1), selection: true };
  return { name: key.startsWith(ESCAPED) ? key.slice(1) : key, selection: false };
}

function needsEscape(name: string): boolean {
  return name in Object.prototype || name.startsWith(ESCAPED) || name.startsWith(SELECTED);
}
