import { isNoReference, isSecretName } from './secret-name.ts';

/**
 * A JSON value with every string in it passed through `treat`; a string under a key that names a secret
 * (`{"password": "…"}`) is replaced whole where `redactsNames` holds. Keys are treated, too.
 */
export function treatStrings(
  value: unknown,
  treat: (text: string) => string,
  redactsNames: boolean,
  depth = 0,
): unknown {
  if (typeof value === 'string') return treat(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return '[too deep]';
  if (Array.isArray(value)) return value.map((entry) => treatStrings(entry, treat, redactsNames, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => {
      if (redactsNames && typeof entry === 'string' && isSecretName(key) && isSecretValue(entry)) {
        return [treat(key), '[redacted:assigned_secret]'];
      }
      return [treat(key), treatStrings(entry, treat, redactsNames, depth + 1)];
    }),
  );
}

const DEEPEST = 64;

function isSecretValue(value: string): boolean {
  return value.length >= 6 && !/\s/.test(value) && isNoReference(value);
}
