import { fromCodex, ours, settingTable } from './setting.ts';

const LEVELS = '`"metadata"`, `"redacted"` or `"full"`';
const EXPORTER = '`"none"`, a kind, or a table of one kind';

/** `[otel]` and the tables right below it. */
export const OTEL_TABLES = {
  otel: settingTable('otel', 'Telemetry. Without an exporter there is none.', {
    exporter: fromCodex(
      EXPORTER,
      '"langfuse"',
      'Where all signals go that have no exporter of their own: `"console"`, `"langfuse"`, or one of the tables below.',
      '"none"',
    ),
    trace_exporter: fromCodex(EXPORTER, '"langfuse"', 'Where traces go; default as `exporter`.'),
    log_exporter: ours(EXPORTER, '"none"', 'Where logs go; default as `exporter`.'),
    metrics_exporter: fromCodex(EXPORTER, '"none"', 'Where metrics go; default as `exporter`.'),
    exporter_modules: ours(
      'table of paths by kind',
      '{ webhook = "exporters/webhook.mjs" }',
      'Kinds of exporters of your own. The module exports `exporters`, a table from kind to factory; it is loaded to deliver. Relative paths start at the folder of this file.',
      '{}',
    ),
    destinations: ours('tables by name', '{ mine = { console = {} } }', 'Further destinations, see below.'),
    environment: fromCodex(
      'text',
      '"prod"',
      'Langfuse environment and `deployment.environment.name`. `LANGFUSE_TRACING_ENVIRONMENT` fills it in.',
      '"dev"',
    ),
    resource_attributes: ours(
      'table of texts',
      '{ team = "core" }',
      'Attributes of the resource, above those of `OTEL_RESOURCE_ATTRIBUTES`.',
      '{}',
    ),
    span_attributes: fromCodex('table of texts', '{ "cost.center" = "42" }', 'Attributes of every span.', '{}'),
    tags: ours('list of texts', '["nightly"]', 'Tags of every Langfuse trace.', '[]'),
    user: ours('table', '{ id = "ada" }', 'See below.'),
    trace_name: ours('text', '"codex turn"', 'Name of every Langfuse trace.', '"codex turn"'),
    tracestate: fromCodex(
      'tables of texts by member',
      '{ acme = { team = "core" } }',
      'W3C `tracestate` of requests to the model.',
    ),
    log_user_prompt: fromCodex(
      '`true` or `false`',
      'true',
      'Prompts leave, without secrets, where `capture` says nothing of them.',
      'false',
    ),
    log_agent_responses: fromCodex('`true` or `false`', 'true', 'The same for answers.', 'false'),
    log_sse_deltas: fromCodex(
      '`true` or `false`',
      'true',
      'A log record for every event of a response stream, not only for its end.',
      'false',
    ),
    log_guardian_assessments: fromCodex('`true` or `false`', 'false', 'Has no effect: there are none here.'),
    capture: ours(`${LEVELS}, or a table`, '"redacted"', 'How much content leaves; see below.'),
    tool_result: fromCodex('table', '{ max_bytes = 2048 }', 'See below.'),
    redact: ours('table', '{ allow = ["ticket-[0-9]+"] }', 'See below.'),
    delivery: ours(
      '`"background"`, `"wait"` or `"next-run"`',
      '"wait"',
      'Whether the command waits at its end for delivery. In CI the default is `"wait"`.',
      '"background"',
    ),
    exit_wait_ms: ours(
      'milliseconds, up to 600000',
      '1000',
      'Longest wait at the end: for a request in flight, or with `"wait"` for delivery (default then 30000).',
      '250',
    ),
    interval_ms: ours('milliseconds, 10 to 3600000', '500', 'Time between two deliveries of a long session.', '1000'),
    timeout_ms: ours(
      'milliseconds, 1 to 600000',
      '10000',
      'For one try, from connecting to the last byte of the answer. `OTEL_EXPORTER_OTLP_TIMEOUT` fills it in.',
      '5000',
    ),
    compression: ours('`"gzip"` or `"none"`', '"none"', '`OTEL_EXPORTER_OTLP_COMPRESSION` fills it in.', '"gzip"'),
    batch_max_items: ours('1 to 100000', '100', 'Spans, records or points of one request.', '512'),
    batch_max_bytes: ours('bytes, from 1024', '"1MiB"', 'Size of one request before compression.', '2097152'),
    journal: ours('table', '{ max_age = "7d" }', 'See below.'),
  }),
  'otel.capture': settingTable(
    'otel.capture',
    'How much of which content leaves: nothing (`metadata`), text without secrets (`redacted`), text as it is (`full`). Also in every destination. Default is `redacted` for a langfuse-local on this machine, `metadata` for all others.',
    {
      prompts: ours(LEVELS, '"redacted"', 'What the user writes.'),
      responses: ours(LEVELS, '"redacted"', 'What the model answers.'),
      tool_arguments: ours(LEVELS, '"redacted"', 'What tools are called with.'),
      tool_output: ours(LEVELS, '"metadata"', 'What tools print.'),
      system: ours(LEVELS, '"metadata"', 'Instructions and tool definitions.'),
      max_bytes: ours('bytes', '"64KiB"', 'Longest content of one attribute; the middle is cut and marked.', '16384'),
    },
  ),
  'otel.tool_result': settingTable('otel.tool_result', 'A limit of the real Codex.', {
    max_bytes: fromCodex(
      'bytes',
      '2048',
      'Tool output is cut to this, where it is less than `capture.max_bytes`; 0 leaves it out.',
    ),
  }),
  'otel.user': settingTable('otel.user', 'Who is shown as the user where the session has no account.', {
    id: ours('text', '"ada"', 'Langfuse user.'),
    email: ours('text', '"ada@example.com"', 'Taken where there is no id.'),
  }),
  'otel.redact': settingTable('otel.redact', 'Additions to the built-in rules by which secrets are found in texts.', {
    patterns: ours('list of regular expressions', "['ACME-[0-9a-f]{16}']", 'What else is a secret.', '[]'),
    allow: ours('list of regular expressions', "['ticket-[0-9]+']", 'What is none.', '[]'),
  }),
  'otel.journal': settingTable('otel.journal', 'Limits of what waits on disk for delivery.', {
    max_bytes: ours('bytes, from 1 MiB', '"64MiB"', 'Content goes first when there is more.', '268435456'),
    max_age: ours('duration: `"30d"`, `"12h"`, `"45m"`, `"90s"`', '"7d"', 'What is older expires.', '"30d"'),
  }),
};
