/** What a thrown value says of itself, whatever it is and wherever it was made. */
export function errorText(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return String(error);
}

/** Node's error code (`ECONNREFUSED`, `ERR_INVALID_CHAR`); several addresses failing give the first one's; else empty. */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error) return String(error.code);
  return 'errors' in error && Array.isArray(error.errors) ? errorCode(error.errors[0]) : '';
}
