import assert from 'node:assert/strict';

/** Compares plain data as JSON: under the test runner arrays come from several realms, which `deepEqual` tells apart. */
export function assertSame(actual: unknown, expected: unknown, what?: string): void {
  assert.equal(JSON.stringify(actual), JSON.stringify(expected), what);
}
