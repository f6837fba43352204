import type { CommandOutput } from '../secrets/secret-command.ts';
import { ConfigError } from '../config-error.ts';
import type { ConfigWarning, EffectiveValue } from '../codex-config.ts';
import type { Origin } from '../origin.ts';
import { excerptOf } from '../toml/excerpt.ts';

/** What reading the merged tree needs and collects; one per load. */
export interface ReadContext {
  readonly home: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly strict: boolean;
  readonly now: () => number;
  readonly warnings: ConfigWarning[];
  readonly values: EffectiveValue[];
  /** Texts of the files read, for excerpts. */
  readonly sources: ReadonlyMap<string, string>;
  /** Names under which exporters are registered beyond the built-in kinds. */
  readonly exporters: readonly string[];
  /** Output of secret commands already run in this load, by their argv as JSON. */
  readonly commandOutputs: Map<string, CommandOutput>;
}

/** Builds the error for a value that cannot be used, with its line. The value itself must not be in `problem`. */
export function valueError(
  context: ReadContext,
  details: {
    readonly code?: string;
    readonly key: string;
    readonly problem: string;
    readonly hint: string;
    readonly origin: Origin;
    readonly cause?: unknown;
  },
): ConfigError {
  const { origin } = details;
  return new ConfigError({
    code: details.code ?? 'invalid_value',
    message: `${placeOf(origin)}${details.key}: ${details.problem}`,
    hint: details.hint,
    origin,
    ...excerpt(context, origin),
    ...(details.cause === undefined ? {} : { cause: details.cause }),
  });
}

/** `file:line:column: `, `-c `, or nothing. */
export function placeOf(origin: Origin): string {
  if (origin.layer === 'override') return '-c ';
  if (origin.file === undefined) return '';
  return origin.line === undefined ? `${origin.file}: ` : `${origin.file}:${origin.line}:${origin.column ?? 1}: `;
}

function excerpt(context: ReadContext, origin: Origin): { readonly excerpt?: string } {
  const source = origin.file === undefined ? undefined : context.sources.get(origin.file);
  if (source === undefined || origin.line === undefined) return {};
  const text = source.startsWith('\uFEFF') ? source.slice(1) : source;
  return { excerpt: excerptOf(text, { line: origin.line, column: origin.column ?? 1 }) };
}
