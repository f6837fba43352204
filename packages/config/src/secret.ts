const REDACTED = '[redacted]';
/** `util.inspect.custom`, without loading `node:util`. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/**
 * A value that no formatter prints: `JSON.stringify`, template strings, `util.inspect` and error causes all show
 * `[redacted]`. Only `reveal()` gives the text, and only the transport that needs it on the wire calls it.
 */
export class Secret {
  readonly #value: string | (() => string);
  /** Where the text came from, for people: `env LANGFUSE_SECRET_KEY`, `file ~/.codex/key`, `config`. Never the text. */
  readonly source: string;

  /** A function is asked each time the text is revealed; it may throw `ConfigError`. */
  constructor(value: string | (() => string), source: string) {
    this.#value = value;
    this.source = source;
  }

  reveal(): string {
    return typeof this.#value === 'string' ? this.#value : this.#value();
  }

  /** Whether the text may be another one the next time it is revealed. */
  get isRenewed(): boolean {
    return typeof this.#value !== 'string';
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.toPrimitive](): string {
    return REDACTED;
  }

  [INSPECT](): string {
    return REDACTED;
  }
}
