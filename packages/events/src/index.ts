export type * from './definition.ts';
export type * from './event-types.ts';
export type * from './agent-event.ts';
export type * from './event-envelope.ts';
export { COMMON_METADATA, EVENTS } from './registry/index.ts';
