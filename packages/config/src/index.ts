export { loadConfig } from './load-config.ts';
export { Secret } from './secret.ts';
export { ConfigError } from './config-error.ts';
export type * from './origin.ts';
export type * from './otel-config.ts';
export type * from './codex-config.ts';
