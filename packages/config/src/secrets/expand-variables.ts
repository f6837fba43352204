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

/** `$${` for a literal `${`, or `${NAME}` or `${NAME:-default}`, or an opening that begins neither. */
const REFERENCE = /\$\$\{|\$\{(?:([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\})?/g;

/**
 * Replaces `${VAR}` and `${VAR:-default}`; `$${` stands for a literal `${`. A variable that is empty counts as unset:
 * CI systems hand an empty text to builds that may not see a secret.
 * @throws ConfigError `unset_variable` that names key and variable, never a value.
 */
export function expandVariables(written: WrittenText, context: ReadContext): ExpandedText {
  const variables: string[] = [];
  if (!written.text.includes('${')) return { text: written.text, variables };
  const text = written.text.replace(REFERENCE, (whole, name: string | undefined, fallback: string | undefined) => {
    if (whole === '$${') return '${';
    if (name === undefined) throw malformed(written, context);
    const value = context.env[name];
    if (value !== undefined && value !== '') {
      variables.push(name);
      return value;
    }
    if (fallback !== undefined) return fallback;
    throw unset(name, written, context);
  });
  return { text, variables };
}

function unset(name: string, { key, origin }: WrittenText, context: ReadContext): Error {
  const problem = `the environment variable ${name} is not set or empty`;
  const hint = `Set ${name}, or write \${${name}:-default}.`;
  return valueError(context, { code: 'unset_variable', key, problem, hint, origin });
}

function malformed(written: WrittenText, context: ReadContext): Error {
  return valueError(context, {
    key: written.key,
    problem: 'has a ${…} that is no variable reference',
    hint: 'Write ${NAME} or ${NAME:-default}; for a literal "${" write "$${".',
    origin: written.origin,
  });
}
