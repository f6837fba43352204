export { validateEvent } from './validate-event.ts';
export type { ValidationOptions, ValidationResult } from './validate-event.ts';
export { describeProblem } from './problem.ts';
export type { ValidationProblem } from './problem.ts';
