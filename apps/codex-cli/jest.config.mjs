import base from '../../jest.config.base.mjs';

// Most tests here run the real command, some several times.
export default { ...base, testTimeout: 60_000 };
