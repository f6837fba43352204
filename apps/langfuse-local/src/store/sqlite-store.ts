import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { Observation } from '@codex-langfuse/langfuse';
import type { WireLogRecord, WireResource, WireScope } from '@codex-langfuse/otlp';
import type { ObservationPage, ObservationQuery, Store, StoredLogRecord } from './store.ts';

/** The store over an open database whose tables exist. */
export function createSqliteStore(database: DatabaseSync, now: () => number): Store {
  const putObservation = database.prepare(
    `INSERT INTO observations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (trace_id, id) DO UPDATE SET
       parent_observation_id = excluded.parent_observation_id, is_app_root = excluded.is_app_root,
       type = excluded.type, name = excluded.name, start_time_unix_nano = excluded.start_time_unix_nano,
       end_time_unix_nano = excluded.end_time_unix_nano, level = excluded.level, session_id = excluded.session_id,
       user_id = excluded.user_id, environment = excluded.environment, observation = excluded.observation,
       ingested = excluded.ingested, assembled_from = excluded.assembled_from`,
  );
  const putLogRecord = database.prepare('INSERT OR REPLACE INTO log_records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const putMetric = database.prepare(
    'INSERT INTO metrics (name, metric, resource, scope, received_unix_millis) VALUES (?, ?, ?, ?, ?)',
  );
  const highestIngested = database.prepare('SELECT max(ingested) AS highest FROM observations');
  const byTrace = database.prepare('SELECT observation FROM observations WHERE trace_id = ? ORDER BY ingested');
  const logsByTrace = database.prepare(
    'SELECT uid, record, resource, scope FROM log_records WHERE trace_id = ? ORDER BY time_unix_nano, uid',
  );
  const logsByConversation = database.prepare(
    'SELECT uid, record, resource, scope FROM log_records WHERE conversation = ? ORDER BY time_unix_nano, uid',
  );
  const deleteAssembled = database.prepare('DELETE FROM observations WHERE assembled_from = ?');
  const recentTraces = database.prepare(
    'SELECT trace_id FROM observations GROUP BY trace_id ORDER BY max(start_time_unix_nano) DESC LIMIT ?',
  );
  const { highest } = highestIngested.get() as { highest: number | null };
  let ingested = highest ?? 0;

  const insertObservations = (observations: readonly Observation[], assembledFrom: string | null): void => {
    for (const observation of observations) {
      ingested += 1;
      putObservation.run(...observationRow(observation, ingested), assembledFrom);
    }
  };

  return {
    putObservations(observations): void {
      inTransaction(database, () => insertObservations(observations, null));
    },
    putLogRecords(records, assemble): void {
      inTransaction(database, () => {
        for (const record of records) putLogRecord.run(...logRecordRow(record));
        for (const conversation of new Set(records.map((record) => record.conversation))) {
          if (conversation === undefined) continue;
          const observations = assemble(readLogRecords(logsByConversation, conversation));
          deleteAssembled.run(conversation);
          insertObservations(observations, conversation);
        }
      });
    },
    putMetrics(metrics): void {
      const received = now();
      inTransaction(database, () => {
        for (const { metric, resource, scope } of metrics) {
          putMetric.run(metric.name, JSON.stringify(metric), JSON.stringify(resource), JSON.stringify(scope), received);
        }
      });
    },
    traceObservations(traceId): readonly Observation[] {
      return readObservations(byTrace, traceId);
    },
    logRecords(traceId): readonly StoredLogRecord[] {
      return readLogRecords(logsByTrace, traceId);
    },
    listObservations(query): ObservationPage {
      return listObservations(database, query);
    },
    recentTraceIds(limit): readonly string[] {
      return (recentTraces.all(limit) as { trace_id: string }[]).map((row) => row.trace_id);
    },
    close(): void {
      database.close();
    },
  };
}

function observationRow(observation: Observation, ingested: number): SQLInputValue[] {
  return [
    observation.traceId,
    observation.id,
    observation.parentObservationId,
    observation.isAppRoot ? 1 : 0,
    observation.type,
    observation.name,
    BigInt(observation.startTimeUnixNano),
    BigInt(observation.endTimeUnixNano),
    observation.level,
    observation.sessionId,
    observation.userId,
    observation.environment,
    JSON.stringify(observation),
    ingested,
  ];
}

function logRecordRow({ uid, record, resource, scope, conversation }: StoredLogRecord): SQLInputValue[] {
  return [
    uid,
    record.traceId,
    record.spanId,
    BigInt(record.timeUnixNano === '0' ? record.observedTimeUnixNano : record.timeUnixNano),
    record.eventName,
    record.severityNumber,
    conversation ?? null,
    JSON.stringify(record),
    JSON.stringify(resource),
    JSON.stringify(scope),
  ];
}

function readLogRecords(statement: StatementSync, parameter: string): readonly StoredLogRecord[] {
  const rows = statement.all(parameter) as { uid: string; record: string; resource: string; scope: string }[];
  return rows.map((row) => ({
    uid: row.uid,
    record: JSON.parse(row.record) as WireLogRecord,
    resource: JSON.parse(row.resource) as WireResource,
    scope: JSON.parse(row.scope) as WireScope,
  }));
}

function listObservations(database: DatabaseSync, query: ObservationQuery): ObservationPage {
  const conditions: string[] = [];
  const values: SQLInputValue[] = [];
  const where = (condition: string, ...parameters: SQLInputValue[]): void => {
    conditions.push(condition);
    values.push(...parameters);
  };
  if (query.traceId !== undefined) where('trace_id = ?', query.traceId);
  if (query.sessionId !== undefined) where('session_id = ?', query.sessionId);
  if (query.userId !== undefined) where('user_id = ?', query.userId);
  if (query.type !== undefined) where('type = ?', query.type);
  if (query.name !== undefined) where('name = ?', query.name);
  if (query.level !== undefined) where('level = ?', query.level);
  if (query.environment !== undefined) where('environment = ?', query.environment);
  if (query.parentObservationId !== undefined) where('parent_observation_id = ?', query.parentObservationId);
  if (query.fromStartTimeUnixNano !== undefined) where('start_time_unix_nano >= ?', query.fromStartTimeUnixNano);
  if (query.toStartTimeUnixNano !== undefined) where('start_time_unix_nano < ?', query.toStartTimeUnixNano);
  if (query.cursor !== undefined) {
    const { startTimeUnixNano, id } = query.cursor;
    where(
      '(start_time_unix_nano < ? OR (start_time_unix_nano = ? AND id > ?))',
      startTimeUnixNano,
      startTimeUnixNano,
      id,
    );
  }
  const filter = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const statement = database.prepare(
    `SELECT observation FROM observations ${filter} ORDER BY start_time_unix_nano DESC, id LIMIT ?`,
  );
  // One more than asked for tells whether another page follows.
  const rows = readObservations(statement, ...values, query.limit + 1);
  const observations = rows.slice(0, query.limit);
  const last = observations.at(-1);
  if (rows.length <= query.limit || last === undefined) return { observations };
  return { observations, next: { startTimeUnixNano: BigInt(last.startTimeUnixNano), id: last.id } };
}

function readObservations(statement: StatementSync, ...values: SQLInputValue[]): readonly Observation[] {
  return (statement.all(...values) as { observation: string }[]).map(
    (row) => JSON.parse(row.observation) as Observation,
  );
}

function inTransaction(database: DatabaseSync, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
