import { readdirSync, readFileSync } from 'node:fs';
import { createCharacters, type Characters } from './create-characters.ts';
import { TRANSFORMS } from './transforms.ts';

export interface AuditCase {
  readonly name: string;
  readonly text: string;
  /** What has to be gone, as it stands in the text, in its order. */
  readonly secrets: readonly string[];
}

/**
 * Reads the `.txt` files of a folder. `@@@` begins a case and names it; `«…»` is a secret, `‹…›` something random that
 * is none. In both `%A36` stands for 36 made-up letters and digits (see `ALPHABETS`), `↵` for the end of a line, and
 * `b64|` and the like in front for how all of it is written. So no file holds a token, and each run has the same ones.
 */
export function readCases(folder: URL): readonly AuditCase[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.txt'));
  return files.toSorted().flatMap((file) => {
    const [, ...cases] = `\n${readFileSync(new URL(file, folder), 'utf8')}`.split('\n@@@ ');
    return cases.map((source) => {
      const end = source.indexOf('\n');
      return fillCase(`${file}: ${source.slice(0, end)}`, source.slice(end + 1));
    });
  });
}

function fillCase(name: string, source: string): AuditCase {
  const characters = createCharacters(name);
  const secrets: string[] = [];
  const text = source.replaceAll('␛', '\u{1b}').replace(/[«‹]([^»›]*)[»›]/g, (whole, content: string) => {
    const value = fillValue(content, characters);
    if (whole.startsWith('«')) secrets.push(value);
    return value;
  });
  return { name, text, secrets };
}

function fillValue(content: string, characters: Characters): string {
  if (content === 'jwt') return jsonWebToken(characters);
  const [, transform, source = content] = /^([a-z0-9]+)\|(.*)$/s.exec(content) ?? [];
  const value = source
    .replaceAll('↵', '\n')
    .replaceAll('␀', '\0')
    .replace(/%(U|([AHbdhlnpruB])([0-9]+))/g, (_, whole: string, kind: string, length: string) =>
      whole === 'U'
        ? uuid(characters)
        : kind === 'p'
          ? pemLines(characters, Number(length))
          : characters(kind, Number(length)),
    );
  if (transform === undefined) return value;
  const write = TRANSFORMS[transform];
  if (write === undefined) throw new Error(`no transform is called ${transform}`);
  return write(value);
}

function jsonWebToken(characters: Characters): string {
  const claims = { sub: characters('d', 10), name: characters('A', 12), iat: 1772618400 };
  const parts = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  return [...parts, characters('r', 43)].join('.');
}

function uuid(characters: Characters): string {
  return `${characters('h', 8)}-${characters('h', 4)}-4${characters('h', 3)}-a${characters('h', 3)}-${characters('h', 12)}`;
}

function pemLines(characters: Characters, count: number): string {
  const lines = Array.from({ length: count }, (_, index) =>
    characters('b', index + 1 === count && count > 1 ? 44 : 64),
  );
  return lines.join('\n');
}
