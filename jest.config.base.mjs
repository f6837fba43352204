import { fileURLToPath } from 'node:url';

const summaryReporter = fileURLToPath(new URL('scripts/jest-summary-reporter.mjs', import.meta.url));
const freshBundles = fileURLToPath(new URL('scripts/jest-fresh-bundles.mjs', import.meta.url));

/** What every package's jest run shares: native ES modules, TypeScript through swc, tests under test/. */
export default {
  testEnvironment: 'node',
  globalSetup: freshBundles,
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  // turbo runs two packages at a time; more workers would only contend.
  maxWorkers: 1,
  verbose: false,
  reporters: ['default', summaryReporter],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2024', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
};
