import { isRecord } from './record.ts';

// By shape, not by class: an error of the runtime can come from another realm, where `instanceof Error` is false.

/** The system's code of an error, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  return isRecord(error) && typeof error['code'] === 'string' ? error['code'] : undefined;
}

export function errorText(error: unknown): string {
  return isRecord(error) && typeof error['message'] === 'string' && error['message'] !== ''
    ? error['message']
    : String(error);
}

/** The error that caused this one, or the error itself. */
export function rootCause(error: unknown): unknown {
  return isRecord(error) && isRecord(error['cause']) ? error['cause'] : error;
}
