export { assembleTurn } from './assemble-turn.ts';
export type * from './assembled-turn.ts';
export { ROOT_KEY, spanIdentity, type SpanIdentity, type TurnIdentity } from './span-identity.ts';
export { toWireSpan, type PlacedSpan } from './to-wire-span.ts';
