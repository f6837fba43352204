/** Something that a config written for the real Codex means differently here. */
export interface CodexDifference {
  readonly subject: string;
  readonly codex: string;
  readonly here: string;
}

/** Checked against codex 0.169. */
export const CODEX_DIFFERENCES: readonly CodexDifference[] = [
  {
    subject: '`exporter = "otlp-http"` beside `[otel.exporter."otlp-http"]`',
    codex: 'not TOML: no command starts',
    here: 'loads, with the warning `exporter_form_normalised`; `codex otel config --fix` rewrites the file',
  },
  {
    subject: '`exporter = "otlp-http"` alone',
    codex: 'error',
    here: 'the endpoint is that of `OTEL_EXPORTER_OTLP_ENDPOINT`; without it telemetry is off, and a warning says why',
  },
  { subject: '`exporter`', codex: 'logs only', here: 'all signals that the destination takes' },
  {
    subject: '`endpoint`',
    codex: 'used as it is',
    here: '`/v1/<signal>` is appended, unless the URL ends in it and so names that signal alone',
  },
  { subject: '`protocol`', codex: 'required', here: '`"binary"` unless given' },
  {
    subject: '`metrics_exporter`',
    codex: '`"statsig"` unless given',
    here: 'as `exporter`; `"statsig"` is read as `"none"`',
  },
  { subject: '`log_exporter`', codex: 'unknown; `exporter` is for logs', here: 'overrides `exporter` for logs' },
  {
    subject: '`${VAR}` in headers, endpoints, keys and TLS paths',
    codex: 'sent as it is written',
    here: 'expanded; a variable that is unset is an error',
  },
  {
    subject: 'headers',
    codex: 'text only; a bad name or value is dropped in silence',
    here: 'also `{ env }`, `{ file }`, `{ command }`, `{ keychain }`; a bad name or value is an error',
  },
  {
    subject: '`OTEL_EXPORTER_OTLP_HEADERS`',
    codex: 'merged into the headers and wins',
    here: 'only for a destination without headers, and only if the environment names no other endpoint',
  },
  { subject: '`OTEL_SDK_DISABLED=true`', codex: 'ignored', here: 'telemetry is off' },
  { subject: '`OTEL_EXPORTER_OTLP_COMPRESSION=gzip`', codex: 'telemetry fails', here: 'the default anyway' },
  {
    subject: 'a bad `[otel]`',
    codex: 'no command starts, or telemetry is off without a word',
    here: 'telemetry is off and one warning says where and why; `--strict-config` makes it an error',
  },
  {
    subject: 'unknown keys',
    codex: 'ignored; an error with `--strict-config`',
    here: 'a warning with the nearest known key; an error with `--strict-config`',
  },
  { subject: '`environment`', codex: 'resource attribute `env`', here: 'the Langfuse environment' },
  { subject: '`log_sse_deltas`', codex: '`true` unless given', here: '`false` unless given' },
  { subject: '`tool_result.max_bytes`', codex: '2048 unless given', here: '`capture.max_bytes` holds unless given' },
  {
    subject: '`[profiles.<name>]` beside `<name>.config.toml`',
    codex: 'an error; the table cannot hold `otel`',
    here: 'the file is laid over the table; both may hold `otel`',
  },
  {
    subject: '`.codex/config.toml` of a project that is not trusted',
    codex: 'not read',
    here: 'read without what decides which commands run and what is sent',
  },
  {
    subject: '`/etc/codex/managed_config.toml`, `requirements.toml`, device management',
    codex: 'read, above everything else',
    here: 'not read',
  },
  { subject: 'keys listed under “Known, without effect”', codex: 'have an effect', here: 'accepted and ignored' },
];
