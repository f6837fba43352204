export type * from './ledger.ts';
export { JOURNAL_SCHEMA, JOURNAL_VERSION } from './journal/schema.ts';
