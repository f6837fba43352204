const MARKER = Symbol.for('codex-langfuse.langfuse-local.error');

/** The server cannot start or go on. `hint` says what to do next. */
export class LangfuseLocalError extends Error {
  readonly [MARKER]: true = true;
  /** Stable, for machines: `port_in_use`, `already_running`, `keys_invalid`, `store_unusable`, … */
  readonly code: string;
  readonly hint: string;

  constructor(details: {
    readonly code: string;
    readonly message: string;
    readonly hint: string;
    readonly cause?: unknown;
  }) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'LangfuseLocalError';
    this.code = details.code;
    this.hint = details.hint;
  }

  static isInstance(error: unknown): error is LangfuseLocalError {
    return typeof error === 'object' && error !== null && MARKER in error;
  }
}
