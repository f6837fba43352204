import { ConfigError } from '../config-error.ts';
import { dottedKey } from '../tree/config-node.ts';
import { excerptOf } from './excerpt.ts';
import { EXPORTER_KEYS } from './exporter-form.ts';
import type { SourceOrigin } from './parse-toml.ts';
import type { Statement } from './scan-statements.ts';
import { positionAt } from './source-position.ts';

/** Builds the error for a text that is not TOML: message with file, line and column, the line itself, a hint. */
export function syntaxError(details: {
  readonly source: string;
  readonly offset: number;
  readonly reason: string;
  readonly from: SourceOrigin;
  readonly statements?: readonly Statement[];
}): ConfigError {
  const { source, from } = details;
  const clash = /redefine|extend/.test(details.reason)
    ? findClash(details.statements ?? [], details.offset)
    : undefined;
  const position = positionAt(source, clash?.offset ?? details.offset);
  const reason = clash?.reason(source) ?? describe(details.reason);
  const place = from.file === undefined ? 'in a -c value' : `${from.file}:${position.line}:${position.column}`;
  return new ConfigError({
    code: 'toml_syntax',
    message: `${place}: ${reason}`,
    hint: clash?.hint ?? hintFor(details.reason),
    excerpt: excerptOf(source, position),
    origin: from.file === undefined ? { layer: from.layer } : { layer: from.layer, file: from.file, ...position },
  });
}

interface Clash {
  readonly offset: number;
  readonly hint: string;
  readonly reason: (source: string) => string;
}

/** The parser notices a key that exists already only behind its value; the key itself is what people look for. */
function findClash(statements: readonly Statement[], offset: number): Clash | undefined {
  const header = statements.find(({ kind, start, end }) => kind !== 'assignment' && start < offset && offset < end);
  const ended = statements.filter(({ end, kind }) => kind === 'assignment' && end <= offset + 1);
  const candidates = header === undefined ? ended.toSorted((left, right) => right.end - left.end) : [header];
  for (const later of candidates) {
    const earlier = statements.find((other) => other.start < later.start && clashes(other, later));
    if (earlier !== undefined) return describeClash(earlier, later);
  }
  return undefined;
}

function describeClash(earlier: Statement, later: Statement): Clash {
  const exporter = later.path.find((name) => EXPORTER_KEYS.includes(name));
  return {
    offset: later.key[0]?.start ?? later.start,
    reason: (source) => {
      const { line } = positionAt(source, earlier.start);
      return earlier.path.length < later.path.length
        ? `${dottedKey(earlier.path)} has its value in line ${line} and cannot be a table too`
        : `${dottedKey(later.path)} is defined already in line ${line}`;
    },
    hint:
      exporter === undefined
        ? 'Remove or rename one of the two definitions.'
        : `Keep either the string or one table of "${exporter}", for example [otel.${exporter}."otlp-http"].`,
  };
}

function clashes(earlier: Statement, later: Statement): boolean {
  // An assignment does not clash with the inline table that it stands in.
  if (earlier.end >= later.end) return false;
  const shorter = Math.min(earlier.path.length, later.path.length);
  for (let index = 0; index < shorter; index += 1) {
    if (earlier.path[index] !== later.path[index]) return false;
  }
  return earlier.path.length === later.path.length || earlier.kind === 'assignment';
}

function describe(reason: string): string {
  const code = /^Unknown character "(\d+)"$/.exec(reason)?.[1];
  if (code !== undefined) return `unexpected character ${JSON.stringify(String.fromCodePoint(Number(code)))}`;
  if (reason === 'Unterminated inline array') return 'the list or inline table does not end in this line';
  return reason.charAt(0).toLowerCase() + reason.slice(1);
}

function hintFor(reason: string): string {
  if (reason === 'Unterminated inline array')
    return 'An inline table { … } stands in one line; a list needs its closing ].';
  if (/Unterminated string/.test(reason)) return 'Close the string with the quote it began with.';
  if (/expecting string, number/.test(reason)) return 'Put text in quotes: key = "text".';
  if (/nested too deeply/.test(reason)) return 'Tables and lists may be nested 64 deep.';
  return 'Correct the line; the syntax is TOML 1.0 (https://toml.io/en/v1.0.0).';
}
