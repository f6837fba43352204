/**
 * What of a planted value must be found nowhere: of a long one the end counts, too, for a rule that takes the beginning of
 * a secret and leaves the rest has not taken it.
 */
export function withItsEnd(value: string): readonly string[] {
  return value.length < 24 ? [value] : [value, value.slice(-14)];
}
