const MAX_UINT64 = 2n ** 64n - 1n;
const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);

/** Whether the text is an unsigned 64-bit number in decimal. */
export function isUint64Text(text: string): boolean {
  return /^\d{1,20}$/.test(text) && (text.length < 20 || BigInt(text) <= MAX_UINT64);
}

/** Whether the text is a signed 64-bit number in decimal. */
export function isInt64Text(text: string): boolean {
  return /^-?\d{1,19}$/.test(text) && (text.length < 19 || isInt64(BigInt(text)));
}

/** Whether the number fits 64 bits with a sign. */
export function isInt64(value: bigint): boolean {
  return value >= MIN_INT64 && value <= MAX_INT64;
}
