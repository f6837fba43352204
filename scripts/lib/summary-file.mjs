/** Where a package's jest run leaves its counts, relative to the package; an output that turbo caches with the test. */
export const summaryFile = '.test-summary.json';
