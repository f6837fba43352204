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
  readonly #renew: (() => Promise<void>) | undefined;

  /**
   * A function is asked each time the text is revealed; it may throw `ConfigError`. `renew` sees to it that this does
   * not block for as long as a program takes.
   */
  constructor(value: string | (() => string), source: string, renew?: () => Promise<void>) {
    this.#value = value;
    this.source = source;
    this.#renew = renew;
  }

  reveal(): string {
    return typeof this.#value === 'string' ? this.#value : this.#value();
  }

  /**
   * Gets a text that is too old anew without blocking the thread, so that `reveal()` right after it answers at once.
   * Rejects with what `reveal()` would throw.
   */
  async renew(): Promise<void> {
    await this.#renew?.();
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
