import { createHash } from 'node:crypto';
import { validateLogRecord } from '@codex-langfuse/otlp';
import type { LogsRequest, WireLogRecord } from '@codex-langfuse/otlp';
import type { Store, StoredLogRecord } from '../store/store.ts';
import { assembleConversation, readOrigin } from './foreign-conversations.ts';
import { createRejections } from './rejections.ts';
import type { Taken } from './rejections.ts';

/**
 * Stores the log records of a request in one transaction, and with them the traces of other agents' conversations that
 * they complete: who points the real Codex here sees its sessions, although it sends no spans of use.
 */
export function takeLogs(request: LogsRequest, store: Store): Taken {
  const records: StoredLogRecord[] = [];
  const rejections = createRejections();
  for (const { resource, scopeLogs } of request.resourceLogs) {
    for (const { scope, logRecords } of scopeLogs) {
      for (const record of logRecords) {
        const fault = validateLogRecord(record);
        if (fault === null) records.push({ uid: recordUid(record), ...readOrigin(record, resource, scope) });
        else rejections.add(`log record "${record.eventName.slice(0, 80)}": ${fault}`);
      }
    }
  }
  if (records.length > 0) store.putLogRecords(records, assembleConversation);
  return rejections.taken(records.length);
}

/** `log.record.uid`, else a hash of the record: the same record sent twice is one row either way. */
function recordUid(record: WireLogRecord): string {
  const given = record.attributes.findLast((attribute) => attribute.key === 'log.record.uid')?.value.stringValue;
  if (given !== undefined && given !== '') return given;
  return `sha256:${createHash('sha256').update(JSON.stringify(record)).digest('hex')}`;
}
