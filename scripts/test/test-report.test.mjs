import { expect, test } from '@jest/globals';

import { reportOf } from '../lib/test-report.mjs';

const counts = { passed: 3, failed: 0, skipped: 0, milliseconds: 100 };
const passing = { folder: 'packages/events', task: 'test', isCached: false, exitCode: 0, counts };
const lastLine = (report) => report.text.trimEnd().split('\n').at(-1);

test('adds up the counts of all packages, cached ones too', () => {
  const report = reportOf([passing, { ...passing, folder: 'packages/otlp', isCached: true }], 0);
  expect(lastLine(report)).toBe('6 passed, 0 failed');
  expect(report.failed).toBe(0);
});

test('names skipped tests only where there are some', () => {
  expect(lastLine(reportOf([{ ...passing, counts: { ...counts, skipped: 2 } }], 0))).toBe(
    '3 passed, 0 failed, 2 skipped',
  );
});

test.each([
  ['a package whose test run left no counts', { ...passing, counts: undefined }],
  ['a package that was never tested', { folder: 'packages/core', task: 'test', isCached: false }],
  ['a jest run that failed without a failed test', { ...passing, exitCode: 1 }],
  ['a failed build', { folder: 'packages/core', task: 'build', isCached: false, exitCode: 2 }],
])('counts %s as one failure', (_name, result) => {
  expect(reportOf([result], 1).failed).toBe(1);
});

test('a run of turbo that failed without a failed task is a failure', () => {
  expect(lastLine(reportOf([passing], 1))).toBe('3 passed, 1 failed');
});
