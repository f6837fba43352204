export { startScriptedModel, type RunningScript } from './start-scripted-model.ts';
export { testConfig } from './test-config.ts';
