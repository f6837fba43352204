/**
 * What a process needs to record. Loaded by itself, so that the bundle has it apart from everything that delivers or
 * looks at journals.
 */
export { createOtelManager, hasPending, isAnyDestinationDue, parseTraceparent } from '@codex-langfuse/otel';
