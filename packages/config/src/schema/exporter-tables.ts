import { fromCodex, ours, settingTable } from './setting.ts';

const SECRET = 'secret';
const COMMON = {
  capture: ours('level or table', '"redacted"', 'As `[otel.capture]`, for this destination.'),
  signals: ours('list of `"traces"`, `"logs"`, `"metrics"`', '["traces"]', 'Only these go there.'),
  compression: ours('`"gzip"` or `"none"`', '"none"', 'As in `[otel]`.'),
  timeout_ms: ours('milliseconds', '10000', 'As in `[otel]`.'),
  batch_max_items: ours('1 to 100000', '100', 'As in `[otel]`.'),
  batch_max_bytes: ours('bytes, from 1024', '1048576', 'As in `[otel]`.'),
};
const REMOTE = {
  headers: fromCodex(
    'table of secrets',
    '{ Authorization = "Bearer ${OTEL_TOKEN}" }',
    'Sent with each request. Without it `OTEL_EXPORTER_OTLP_HEADERS` fills in.',
    '{}',
  ),
  tls: fromCodex('table', '{ ca-certificate = "certs/ca.pem" }', 'See below.'),
  allow_insecure: ours(
    '`true` or `false`',
    'true',
    'Credentials may travel over plain http to another machine.',
    'false',
  ),
};

/** The kinds of exporters: below `otel.exporter`, its siblings per signal, and every destination. */
export const EXPORTER_TABLES = {
  langfuse: settingTable(
    'otel.exporter.langfuse',
    'A Langfuse: Cloud, self-hosted, or langfuse-local. It takes traces only.',
    {
      base_url: ours(
        'URL',
        '"https://langfuse.example"',
        'Also with a path prefix, or with `/api/public/otel`. `LANGFUSE_BASE_URL` fills it in.',
        '"https://cloud.langfuse.com"',
      ),
      region: ours('`"eu"`, `"us"`, `"jp"` or `"hipaa"`', '"us"', 'Short for the `base_url` of Langfuse Cloud there.'),
      public_key: ours(SECRET, '"pk-lf-1"', '`LANGFUSE_PUBLIC_KEY` fills it in.'),
      secret_key: ours(SECRET, '{ keychain = "langfuse" }', '`LANGFUSE_SECRET_KEY` fills it in.'),
      protocol: ours('`"binary"` or `"json"`', '"json"', 'OTLP as protobuf or as JSON.', '"binary"'),
      ...REMOTE,
      headers: fromCodex(
        'table of secrets',
        '{ X-Team = "core" }',
        'Sent with each request; `Authorization` is made of the keys.',
        '{}',
      ),
      ...COMMON,
    },
  ),
  'otlp-http': settingTable(
    'otel.exporter.otlp-http',
    'Any backend that takes OTLP over HTTP. An endpoint that is a Langfuse’s gets what `langfuse` gives it. Exporters registered by other packages take the same keys.',
    {
      endpoint: fromCodex(
        'URL',
        '"https://otel.example"',
        'A base, or a URL that ends in `/v1/<signal>` and names that signal alone. `OTEL_EXPORTER_OTLP_ENDPOINT` fills it in.',
      ),
      protocol: fromCodex('`"binary"` or `"json"`', '"json"', 'Protobuf or JSON.', '"binary"'),
      ...REMOTE,
      ...COMMON,
    },
    { endpoint: '"https://otel.example"' },
  ),
  'otlp-grpc': settingTable(
    'otel.exporter.otlp-grpc',
    'Any backend that takes OTLP over gRPC.',
    {
      endpoint: fromCodex(
        '`host:port` or URL',
        '"https://otel.example:4317"',
        'Without a path. A bare host means TLS, unless it is this machine.',
      ),
      ...REMOTE,
      ...COMMON,
    },
    { endpoint: '"https://otel.example:4317"' },
  ),
  'otlp-file': settingTable(
    'otel.exporter.otlp-file',
    'A file that OTLP/JSON is appended to, one request per line.',
    {
      path: ours('path', '"traces.jsonl"', 'Relative to the folder of the file that sets it; `${VAR}` is expanded.'),
      ...COMMON,
    },
    { path: '"traces.jsonl"' },
  ),
  console: settingTable('otel.exporter.console', 'Prints what would be sent, on stderr.', COMMON),
  tls: settingTable(
    'otel.exporter.<kind>.tls',
    'PEM files, relative to the folder of the file that sets them; `~/` and `${VAR}` are expanded. They are checked when the config is loaded: that they can be read, that key and certificate belong together, and 14 days ahead that they do not expire.',
    {
      'ca-certificate': fromCodex('path', '"certs/ca.pem"', 'Who may sign the server’s certificate; may hold several.'),
      'client-certificate': fromCodex('path', '"certs/client.pem"', 'For mTLS, together with the key.'),
      'client-private-key': fromCodex('path', '"certs/client.key"', 'Without a passphrase.'),
    },
    { 'client-certificate': '"certs/client.pem"', 'client-private-key': '"certs/client.key"' },
  ),
  'otel.destinations.*': settingTable(
    'otel.destinations.<name>',
    'A destination beside `exporter`: one table of a kind, and these keys. The names `default`, `traces`, `logs` and `metrics` are taken.',
    {
      langfuse: ours(
        'table',
        '{ region = "us", public_key = "pk-lf-1", secret_key = "${LANGFUSE_SECRET_KEY}" }',
        'As `[otel.exporter.langfuse]`.',
      ),
      'otlp-http': ours('table', '{ endpoint = "https://otel.example" }', 'As `[otel.exporter.otlp-http]`.'),
      'otlp-grpc': ours('table', '{ endpoint = "localhost:4317" }', 'As `[otel.exporter.otlp-grpc]`.'),
      'otlp-file': ours('table', '{ path = "traces.jsonl" }', 'As `[otel.exporter.otlp-file]`.'),
      console: ours('table', '{}', 'As `[otel.exporter.console]`.'),
      capture: COMMON.capture,
      signals: COMMON.signals,
    },
    { console: '{}' },
  ),
};
