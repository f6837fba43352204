export { createRedactor, RULES, type Redactor, type RedactorInput } from './create-redactor.ts';
export { redactAndTruncate } from './truncate.ts';
export { treatStrings } from './redact-value.ts';
export { PatternError } from './pattern-error.ts';
