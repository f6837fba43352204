/** The code of a file system error, such as `ENOENT`; by shape, for errors also come from other realms. */
export function errorCode(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}
