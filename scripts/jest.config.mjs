import base from '../jest.config.base.mjs';

/** The tests of the repository's own scripts, which are plain JavaScript. */
export default { ...base, testMatch: ['**/*.test.mjs'], transform: {} };
