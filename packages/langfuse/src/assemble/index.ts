export type * from './assembled-turn.ts';
