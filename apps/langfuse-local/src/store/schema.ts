/** Raised with every change of the tables; a file with a higher number was written by a newer program. */
export const STORE_VERSION = 1;

export const STORE_SCHEMA: string = `
  -- One row per span, as Langfuse 4 has it: there is no trace table, a trace is read from its spans.
  CREATE TABLE IF NOT EXISTS observations (
    trace_id TEXT NOT NULL,
    id TEXT NOT NULL,
    parent_observation_id TEXT,
    is_app_root INTEGER NOT NULL,
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    start_time_unix_nano INTEGER NOT NULL,
    end_time_unix_nano INTEGER NOT NULL,
    level TEXT NOT NULL,
    session_id TEXT,
    user_id TEXT,
    environment TEXT NOT NULL,
    -- The whole Observation as JSON; the columns beside it are what queries filter and sort by.
    observation TEXT NOT NULL,
    -- Order of arrival: "the last ingested span decides" is a rule of Langfuse's.
    ingested INTEGER NOT NULL,
    -- The conversation whose log records this was assembled from; null for what came as a span.
    assembled_from TEXT,
    PRIMARY KEY (trace_id, id)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS observations_by_origin ON observations (assembled_from) WHERE assembled_from IS NOT NULL;
  CREATE INDEX IF NOT EXISTS observations_by_start ON observations (start_time_unix_nano DESC, id);
  CREATE INDEX IF NOT EXISTS observations_by_session ON observations (session_id) WHERE session_id IS NOT NULL;

  -- OTLP log records; uid is log.record.uid where the sender gives one, so that a repeated delivery is one row.
  CREATE TABLE IF NOT EXISTS log_records (
    uid TEXT PRIMARY KEY,
    trace_id TEXT NOT NULL,
    span_id TEXT NOT NULL,
    time_unix_nano INTEGER NOT NULL,
    event_name TEXT NOT NULL,
    severity_number INTEGER NOT NULL,
    -- The conversation of another agent's event, such as the real Codex's; null for every other record.
    conversation TEXT,
    record TEXT NOT NULL,
    resource TEXT NOT NULL,
    scope TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS log_records_by_trace ON log_records (trace_id, time_unix_nano);
  CREATE INDEX IF NOT EXISTS log_records_by_conversation ON log_records (conversation) WHERE conversation IS NOT NULL;

  -- OTLP metrics as they came, one row per metric of a request.
  CREATE TABLE IF NOT EXISTS metrics (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    metric TEXT NOT NULL,
    resource TEXT NOT NULL,
    scope TEXT NOT NULL,
    received_unix_millis INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS metrics_by_name ON metrics (name, received_unix_millis);
`;
