import type { ReadContext } from './read-context.ts';

/** The value of a variable, unless it is unset or blank. */
export function environmentText(context: ReadContext, name: string): string | undefined {
  const value = context.env[name];
  return value === undefined || value.trim() === '' ? undefined : value;
}
