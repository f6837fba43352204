import { readdirSync, readFileSync } from 'node:fs';
import { VALUES } from './secret-values.ts';

/** One secret at one place of a fixture: none of its forms may be left after redaction. */
export interface Planted {
  readonly slot: string;
  readonly forms: readonly string[];
}

export interface FilledFixture {
  readonly name: string;
  readonly text: string;
  readonly planted: readonly Planted[];
}

const FOLDER = new URL('tool-output/', import.meta.url);

/** Every fixture of `tool-output/`, with values in the place of `{{name}}` and `{{name|filter|filter}}`. */
export function readFixtures(): readonly FilledFixture[] {
  return readdirSync(FOLDER)
    .toSorted()
    .map((name) => ({ name, ...fillTemplate(readFileSync(new URL(name, FOLDER), 'utf8')) }));
}

export function fillTemplate(template: string): Omit<FilledFixture, 'name'> {
  const planted: Planted[] = [];
  const text = template.replaceAll(/\{\{([^}]+)\}\}/g, (_whole, slot: string) => {
    const [name = '', ...filters] = slot.split('|');
    const value = VALUES[name];
    if (value === undefined) throw new Error(`a fixture names a value that does not exist: ${slot}`);
    const filled = filters.reduce(applyFilter, value.text);
    planted.push({ slot, forms: [...value.needles, ...encodedForms(filled, filters)] });
    return filled;
  });
  return { text, planted };
}

function applyFilter(text: string, filter: string): string {
  const apply = FILTERS[filter];
  if (apply === undefined) throw new Error(`a fixture names a filter that does not exist: ${filter}`);
  return apply(text);
}

const FILTERS: Readonly<Record<string, (text: string) => string>> = {
  base64: (text) => Buffer.from(text).toString('base64'),
  base64lines: (text) => Buffer.from(text).toString('base64').replaceAll(/.{76}/g, '$&\n'),
  escaped: (text) => text.replaceAll('\n', String.raw`\n`),
  json: (text) => JSON.stringify(text).slice(1, -1),
  indented: (text) => text.replaceAll('\n', '\n        '),
};

/** What stands in the fixture itself where it is base64: each line of it. */
function encodedForms(filled: string, filters: readonly string[]): readonly string[] {
  if (!filters.some((filter) => filter.startsWith('base64'))) return [];
  return filled.split('\n').filter((line) => line.length >= 16);
}
