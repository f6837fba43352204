/** The `code` of a system error, such as `ENOENT`; undefined for anything else. Not by class: those differ per realm. */
export function errorCode(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}
