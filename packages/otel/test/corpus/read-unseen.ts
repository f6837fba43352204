import { readdirSync, readFileSync } from 'node:fs';

/** A secret that somebody planted who had seen neither the rules nor the other corpora. */
export interface UnseenSecret {
  /**
   * What it is, in its author's words; `beside` for what is no planting, but would alarm who looks for secrets, or is an
   * end of a line that git would change.
   */
  readonly kind: string;
  readonly value: string;
}

export interface UnseenText {
  readonly name: string;
  readonly text: string;
  readonly planted: readonly UnseenSecret[];
}

interface StoredSecret extends UnseenSecret {
  readonly file: string;
}

const FOLDER = new URL('unseen/', import.meta.url);
const LOOK_ALIKES = 'look-alikes.txt';

/**
 * Every text of `unseen/`, with the values of `values.json` in the place of `{{0}}`, `{{1}}`, … of its file. Values are
 * stored backwards, so that nobody who looks for secrets finds any.
 */
export function readUnseenTexts(): readonly UnseenText[] {
  const stored = JSON.parse(read('values.json')) as readonly StoredSecret[];
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.txt') && name !== LOOK_ALIKES);
  return names.toSorted().map((name) => {
    const values = stored
      .filter(({ file }) => file === name)
      .map(({ kind, value }) => ({ kind, value: [...value].toReversed().join('') }));
    return { name, text: fill(name, values), planted: values.filter(({ kind }) => kind !== 'beside') };
  });
}

export function readUnseenLookAlikes(): readonly string[] {
  return read(LOOK_ALIKES).trimEnd().split('\n');
}

function fill(name: string, values: readonly UnseenSecret[]): string {
  return read(name).replaceAll(/\{\{(\d+)\}\}/g, (whole, index: string) => {
    const value = values[Number(index)]?.value;
    if (value === undefined) throw new Error(`${name} has no value for ${whole}`);
    return value;
  });
}

function read(name: string): string {
  return readFileSync(new URL(name, FOLDER), 'utf8');
}
