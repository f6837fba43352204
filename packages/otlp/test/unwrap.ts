import type { DecodeResult } from '../src/index.ts';

/** The value of a decoding that must have worked. */
export function unwrap<Value>(result: DecodeResult<Value>): Value {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

/** The message of a decoding that must have failed. */
export function failure(result: DecodeResult<unknown>): string {
  if (result.ok) throw new Error('Decoded what should have been refused');
  return result.message;
}
