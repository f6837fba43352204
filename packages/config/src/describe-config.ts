import type { EffectiveValue, LoadedConfig } from './codex-config.ts';
import type { Layer, Origin } from './origin.ts';
import { SENSITIVE_NAME, maskCredentials } from './toml/mask-line.ts';

/** One setting in force, ready for `JSON.stringify`. */
export interface DescribedValue {
  readonly key: string;
  readonly value: unknown;
  readonly layer: Layer;
  readonly file?: string;
  readonly line?: number;
  /** Of a secret, and of what the environment gave: where the text came from. */
  readonly source?: string;
}

export interface DescribedWarning {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly file?: string;
  readonly line?: number;
}

export interface ConfigDescription {
  readonly values: readonly DescribedValue[];
  readonly warnings: readonly DescribedWarning[];
}

const REDACTED = '[redacted]';

/** Every setting in force with layer, file and line, sorted by key; what may be a secret shows as `[redacted]`. */
export function describeConfig(loaded: LoadedConfig): ConfigDescription {
  const byKey = new Map(loaded.values.map((value) => [value.key, value]));
  const values = [...byKey.values()].map(describeValue);
  return {
    values: values.toSorted((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0)),
    warnings: loaded.warnings.map(({ code, message, hint, origin }) => ({
      code,
      message,
      ...(hint === undefined ? {} : { hint }),
      ...placeIn(origin),
    })),
  };
}

function describeValue({ key, value, origin, source }: EffectiveValue): DescribedValue {
  return {
    key,
    value: withoutSecrets(value),
    layer: origin.layer,
    ...placeIn(origin),
    ...(source === undefined ? {} : { source }),
  };
}

function placeIn(origin: Origin | undefined): { readonly file?: string; readonly line?: number } {
  return {
    ...(origin?.file === undefined ? {} : { file: origin.file }),
    ...(origin?.line === undefined ? {} : { line: origin.line }),
  };
}

/** Passwords and query values of URLs, arguments that follow a telling option, texts under telling names. */
function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return maskText(value);
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => (announcesSecret(value[index - 1]) ? REDACTED : withoutSecrets(item)));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name, SENSITIVE_NAME.test(name) ? REDACTED : withoutSecrets(entry)]),
  );
}

function maskText(text: string): string {
  const masked = maskCredentials(text);
  const assignment = /^(-{0,2}[\w.-]+)[=:]/.exec(masked);
  return assignment !== null && SENSITIVE_NAME.test(assignment[1] ?? '') ? `${assignment[0]}${REDACTED}` : masked;
}

/** `--api-key` in a list of arguments: the next one is it. */
function announcesSecret(previous: unknown): boolean {
  return typeof previous === 'string' && /^--?[\w-]+$/.test(previous) && SENSITIVE_NAME.test(previous);
}
