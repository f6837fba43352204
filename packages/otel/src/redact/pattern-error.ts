/** `ConfigError.isInstance` goes by this mark. Importing the class would load all of the configuration with each start. */
const MARKER = Symbol.for('codex-langfuse.config.error');

/** An entry of `redact.patterns` or `redact.allow` that cannot be used. To everyone else it is a `ConfigError`. */
export class PatternError extends Error {
  readonly [MARKER]: true = true;
  readonly code = 'invalid_value';
  readonly hint: string;
  readonly origin: undefined = undefined;
  readonly excerpt: undefined = undefined;

  /** `place` is the entry, such as `otel.redact.patterns[1]`. */
  constructor(place: string, problem: string, cause?: unknown) {
    super(`${place} ${problem}`, cause === undefined ? undefined : { cause });
    this.name = 'PatternError';
    this.hint =
      'Patterns are regular expressions without lookahead, lookbehind and back references (RE2 syntax); in TOML write them in single quotes.';
  }
}
