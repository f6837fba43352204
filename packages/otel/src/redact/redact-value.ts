import { isNoReference, isSecretName } from './secret-name.ts';

/**
 * A JSON value with every string in it passed through `treat`; a string under a key that names a secret
 * (`{"password": "…"}`, `{"name": "DB_PASSWORD", "value": "…"}`) is replaced whole where `redactsNames` holds. Keys are
 * treated, too.
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
  const names = redactsNames && isNamedValue(value);
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => {
      const isNamed = redactsNames && (isSecretName(key) || (names && key.toLowerCase() === 'value'));
      if (isNamed && typeof entry === 'string' && isSecretValue(entry))
        return [treat(key), '[redacted:assigned_secret]'];
      return [treat(key), treatStrings(entry, treat, redactsNames, depth + 1)];
    }),
  );
}

const DEEPEST = 64;

/** `{"name": "DB_PASSWORD", "value": "…"}`. */
function isNamedValue(value: object): boolean {
  return Object.entries(value).some(
    ([key, entry]) => /^(?:name|key|field)$/i.test(key) && typeof entry === 'string' && isSecretName(entry),
  );
}

function isSecretValue(value: string): boolean {
  return value.length >= 6 && !/\s/.test(value) && isNoReference(value);
}
