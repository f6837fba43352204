export { createProgram } from './program.ts';
export type { Host } from './host.ts';
export { VERSION } from './version.ts';
