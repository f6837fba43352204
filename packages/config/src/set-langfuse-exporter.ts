import { parseToml } from './toml/parse-toml.ts';
import { scanStatements } from './toml/scan-statements.ts';
import type { Statement } from './toml/scan-statements.ts';
import { applyEdits } from './toml/source-edits.ts';

/** A Langfuse project to send to. */
export interface LangfuseExporterSettings {
  /** A region of Langfuse Cloud, or the base URL of another Langfuse. */
  readonly place: { readonly region: 'eu' | 'us' | 'jp' | 'hipaa' } | { readonly baseUrl: string };
  readonly publicKey: string;
  /** Path of the file that holds the secret key; relative to the folder of the configuration file. */
  readonly secretKeyFile: string;
}

/** A setting by its dotted key, with the number of its line, from 1. */
export interface SettingPlace {
  readonly key: string;
  readonly line: number;
}

export type SetExporterResult =
  | {
      readonly kind: 'changed';
      readonly source: string;
      /** Without values: they may be secrets. */
      readonly removed: readonly SettingPlace[];
      readonly added: readonly string[];
    }
  /** Traces have an exporter already, and it may not be replaced. */
  | { readonly kind: 'exists'; readonly settings: readonly SettingPlace[] }
  /** `otel` or its exporter is written in a form to which no table can be added. */
  | { readonly kind: 'not-editable'; readonly setting: SettingPlace };

const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Makes a Langfuse project the exporter of `[otel]` in the text of a `config.toml`. Everything else stays as it is:
 * comments, order, line ends. `exporter = "none"` counts as no exporter.
 * @throws ConfigError `toml_syntax` when the text is not TOML, so that no broken file is ever written.
 */
export function setLangfuseExporter(
  source: string,
  settings: LangfuseExporterSettings,
  { replace }: { readonly replace: boolean },
): SetExporterResult {
  const mark = source.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const text = source.slice(mark.length);
  const { statements } = scanStatements(text);
  const placeOf = ({ path, start }: Statement): SettingPlace => ({
    key: path.join('.'),
    line: text.slice(0, start).split('\n').length,
  });
  const closed = statements.find(({ kind, path }) => kind !== 'table' && path.length === 1 && path[0] === 'otel');
  if (closed !== undefined) return { kind: 'not-editable', setting: placeOf(closed) };

  const current = statements.filter((statement) => isTraceExporter(statement));
  const active = current.filter((statement) => !isNone(statement, text));
  if (active.length > 0 && !replace) return { kind: 'exists', settings: active.map(placeOf) };

  const removed = current.map(placeOf);
  const kept = applyEdits(
    text,
    current.map((statement) => wholeLines(statement, text)),
  ).text;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const added = exporterLines(settings);
  const base = kept.trimEnd();
  const lines = base === '' ? added : [base, '', ...added];
  const changed = `${lines.join(newline)}${newline}`;
  parseToml(changed, { layer: 'user', file: 'config.toml' });
  return { kind: 'changed', source: mark + changed, removed, added };
}

/** What decides where traces go. */
function isTraceExporter({ path, inline }: Statement): boolean {
  return !inline && path[0] === 'otel' && (path[1] === 'exporter' || path[1] === 'trace_exporter');
}

function isNone({ kind, path, valueStart, end }: Statement, text: string): boolean {
  return kind === 'assignment' && path.length === 2 && /^["']none["']$/.test(text.slice(valueStart, end));
}

function wholeLines({ start, end }: Statement, text: string): { start: number; end: number; text: string } {
  const newline = text.indexOf('\n', end);
  return { start: text.lastIndexOf('\n', start - 1) + 1, end: newline === -1 ? text.length : newline + 1, text: '' };
}

/** JSON strings are TOML strings. */
function exporterLines({ place, publicKey, secretKeyFile }: LangfuseExporterSettings): readonly string[] {
  return [
    '[otel.exporter.langfuse]',
    'region' in place ? `region = ${JSON.stringify(place.region)}` : `base_url = ${JSON.stringify(place.baseUrl)}`,
    `public_key = ${JSON.stringify(publicKey)}`,
    `secret_key = { file = ${JSON.stringify(secretKeyFile)} }`,
  ];
}
