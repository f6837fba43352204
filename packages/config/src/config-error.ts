import type { Origin } from './origin.ts';

const MARKER = Symbol.for('codex-langfuse.config.error');

/** A configuration that cannot be used. `hint` says what to do next; `excerpt` is the line with a caret under it. */
export class ConfigError extends Error {
  readonly [MARKER]: true = true;
  /** Stable, for machines: `toml_syntax`, `invalid_value`, `unset_variable`, `insecure_endpoint`, … */
  readonly code: string;
  readonly hint: string;
  readonly origin: Origin | undefined;
  readonly excerpt: string | undefined;

  constructor(details: {
    readonly code: string;
    readonly message: string;
    readonly hint: string;
    readonly origin?: Origin;
    readonly excerpt?: string;
    readonly cause?: unknown;
  }) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'ConfigError';
    this.code = details.code;
    this.hint = details.hint;
    this.origin = details.origin;
    this.excerpt = details.excerpt;
  }

  /** Holds across copies of this package. */
  static isInstance(error: unknown): error is ConfigError {
    return typeof error === 'object' && error !== null && MARKER in error;
  }
}
