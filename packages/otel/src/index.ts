export { addLedgers, EMPTY_LEDGER, type Ledger } from './ledger.ts';
export { createOtelManager } from './manager/create-otel-manager.ts';
export { createEventMethods, type EventMethods, type EventScope } from './manager/event-methods.ts';
export type { LiveJournal, ManagerContext, OtelManager, OtelManagerInput } from './manager/manager-input.ts';
export { parseTraceparent } from './manager/traceparent.ts';
export {
  addReports,
  drainJournals,
  type DestinationReport,
  type DrainInput,
  type DrainReport,
} from './courier/index.ts';
export { otelStatus, type DestinationStatus, type OtelStatus, type OtelStatusInput } from './status/otel-status.ts';
export { listJournals, listOwners, type JournalSummary } from './maintenance/list-journals.ts';
export { previewPurge, purge, type PurgeCounts, type PurgeInput, type PurgeSelection } from './maintenance/purge.ts';
export {
  listWaiting,
  rebindEvents,
  type RebindCounts,
  type RebindInput,
  type WaitingDestination,
} from './maintenance/rebind.ts';
export * from './quarantine/index.ts';
export { createJournalTail, type JournalTail, type JournalTailInput, type TailedEvent } from './tail/journal-tail.ts';
export { hasPending, isAnyDestinationDue, type DueNow } from './status/has-pending.ts';
export { adoptOrphans, type AdoptedJournal, type Adoption } from './journal/adopt-orphans.ts';
export { createRedactor, type Redactor, type RedactorInput } from './redact/index.ts';
export { makeFolder } from './journal/make-folder.ts';
export { JOURNAL_SCHEMA, JOURNAL_VERSION } from './journal/schema.ts';
