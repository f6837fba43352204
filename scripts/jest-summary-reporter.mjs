import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { summaryFile } from './lib/summary-file.mjs';

/** A jest reporter that leaves `{ passed, failed, skipped, milliseconds }` in the package for `npm test` to add up. */
export default class SummaryReporter {
  #folder;

  constructor(globalConfig) {
    this.#folder = globalConfig.rootDir;
  }

  onRunComplete(_contexts, results) {
    const summary = {
      passed: results.numPassedTests,
      // A file that could not even be loaded has no tests to fail.
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
      milliseconds: Date.now() - results.startTime,
    };
    writeFileSync(join(this.#folder, summaryFile), `${JSON.stringify(summary)}\n`);
  }
}
