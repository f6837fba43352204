import type { Origin } from '../origin.ts';
import { valueError } from '../read/read-context.ts';
import type { ReadContext } from '../read/read-context.ts';

export interface ExpandedText {
  readonly text: string;
  /** Names of the variables whose values went into the text. */
  readonly variables: readonly string[];
}

/** A written value on its way to expansion: `key` and `origin` are for messages. */
export interface WrittenText {
  readonly text: string;
  readonly key: string;
  readonly origin: Origin;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** `$${` for a literal `${`, or `${…}`, or an opening that is never closed. */
const REFERENCE = /\$\$\{|\$\{([^}]*)(\}?)/g;

/**
 * Replaces `${VAR}` and `${VAR:-default}`; `$${` stands for a literal `${`. A variable that is empty counts as unset:
 * CI systems hand an empty text to builds that may not see a secret.
 * @throws ConfigError `unset_variable` that names key and variable, never a value.
 */
export function expandVariables(written: WrittenText, context: ReadContext): ExpandedText {
  const variables: string[] = [];
  const text = written.text.replace(REFERENCE, (whole, reference: string | undefined, close: string | undefined) => {
    if (whole === '$${') return '${';
    const [name, fallback] = splitReference(reference ?? '');
    if (close !== '}' || !NAME.test(name)) throw malformed(written, context);
    const value = context.env[name];
    if (value !== undefined && value !== '') {
      variables.push(name);
      return value;
    }
    if (fallback !== undefined) return fallback;
    throw valueError(context, {
      code: 'unset_variable',
      key: written.key,
      problem: `the environment variable ${name} is not set or empty`,
      hint: `Set ${name}, or write \${${name}:-default}.`,
      origin: written.origin,
    });
  });
  return { text, variables };
}

function splitReference(reference: string): readonly [string, string?] {
  const separator = reference.indexOf(':-');
  return separator === -1 ? [reference] : [reference.slice(0, separator), reference.slice(separator + 2)];
}

function malformed(written: WrittenText, context: ReadContext): Error {
  return valueError(context, {
    key: written.key,
    problem: 'has a ${…} that is no variable reference',
    hint: 'Write ${NAME} or ${NAME:-default}; for a literal "${" write "$${".',
    origin: written.origin,
  });
}
