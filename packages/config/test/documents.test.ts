import { expect, test } from '@jest/globals';
import type { DestinationConfig, OtelConfig } from '../src/index.ts';
import { BASIC, load, onlyDestination } from './support/workspace.ts';

/** What a test looks at: URL per signal with protocol, kind and the names of the headers. */
function summary(destination: DestinationConfig): object {
  const signals = Object.fromEntries(Object.entries(destination.signals).map(([signal, { url }]) => [signal, url]));
  return { name: destination.name, kind: destination.kind, signals, headers: Object.keys(destination.headers).sort() };
}

const ALL = (base: string): Record<string, string> => ({
  traces: `${base}/v1/traces`,
  logs: `${base}/v1/logs`,
  metrics: `${base}/v1/metrics`,
});
const CLOUD = { traces: 'https://cloud.langfuse.com/api/public/otel/v1/traces' };
const LANGFUSE_HEADERS = ['authorization', 'x-langfuse-ingestion-version'];
const KEYS = { LANGFUSE_PUBLIC_KEY: 'pk-lf-1', LANGFUSE_SECRET_KEY: 'sk-lf-1' };
const langfuse = (signals: object, name = 'default'): object => ({ name, kind: 'langfuse', signals, headers: LANGFUSE_HEADERS });
const http = (signals: object, headers: readonly string[] = []): object => ({ name: 'default', kind: 'otlp-http', signals, headers });

/** The form of the architecture document, in every way that people write it; all mean the same destination. */
const TABLE = `[otel.exporter."otlp-http"]\nendpoint = "https://cloud.langfuse.com/api/public/otel"\nprotocol = "binary"\n`;
const HEADERS = `[otel.exporter."otlp-http".headers]\n"Authorization" = "${BASIC}"\n`;
const ARCHITECTURE: readonly (readonly [string, string])[] = [
  ['as written', `[otel]\nenvironment = "production"\nexporter = "otlp-http"\n\n${TABLE}\n${HEADERS}`],
  ['with carriage returns', `[otel]\nexporter = "otlp-http"\n${TABLE}${HEADERS}`.replaceAll('\n', '\r\n')],
  ['with a byte order mark', `\uFEFF[otel]\nexporter = "otlp-http"\n${TABLE}${HEADERS}`],
  ['with comments', `# mine\n[otel] # telemetry\nexporter = "otlp-http" # which\n# table\n${TABLE} # x\n${HEADERS}`],
  ['with single quotes', `[otel]\nexporter = 'otlp-http'\n${TABLE.replaceAll('"otlp-http"', "'otlp-http'")}${HEADERS}`],
  ['with bare keys', `[otel]\nexporter = "otlp-http"\n${`${TABLE}${HEADERS}`.replaceAll('"otlp-http"', 'otlp-http')}`],
  ['with mixed quotes', `[otel]\nexporter="otlp-http"\n${TABLE.replaceAll('"otlp-http"', 'otlp-http')}${HEADERS}`],
  ['with a quoted key', `[otel]\n"exporter" = "otlp-http"\n${TABLE}${HEADERS}`],
  ['with spaces in the header', `[ otel ]\nexporter = "otlp-http"\n[ otel . exporter . "otlp-http" ]\n${TABLE.split('\n').slice(1).join('\n')}${HEADERS}`],
  ['with the table first', `${TABLE}${HEADERS}[otel]\nexporter = "otlp-http"\n`],
  ['with headers before the table', `[otel]\nexporter = "otlp-http"\n${HEADERS}${TABLE}`],
  ['with a dotted key at the root', `otel.exporter = "otlp-http"\n${TABLE}${HEADERS}`],
  ['with an inline table below', `[otel]\nexporter = "otlp-http"\n[otel.exporter]\notlp-http = { endpoint = "https://cloud.langfuse.com/api/public/otel", headers = { Authorization = "${BASIC}" } }`],
  ['with inline headers', `[otel]\nexporter = "otlp-http"\n${TABLE}headers = { Authorization = "${BASIC}" }\n`],
  ['with an unselected second table', `[otel]\nexporter = "otlp-http"\n${TABLE}${HEADERS}[otel.exporter.otlp-grpc]\nendpoint = "http://127.0.0.1:4317"\n`],
  ['with other tables between', `model = "m"\n[otel]\nexporter = "otlp-http"\n[tui]\na = 1\n${TABLE}[history]\nb = 2\n${HEADERS}`],
  ['without trailing newline', `[otel]\nexporter = "otlp-http"\n${TABLE}${HEADERS}`.trimEnd()],
  ['tables alone, which is valid TOML', `${TABLE}${HEADERS}`],
  ['one inline table, which is valid TOML', `[otel]\nexporter = { otlp-http = { endpoint = "https://cloud.langfuse.com/api/public/otel", protocol = "binary", headers = { Authorization = "${BASIC}" } } }`],
];

test.each(ARCHITECTURE)("loads the architecture's form %s", (name, user) => {
  const { config, warnings } = load({ user });
  expect(config.otel.destinations.map(summary)).toEqual([langfuse(CLOUD)]);
  expect(config.otel.destinations[0]).toMatchObject({ projectKeyId: 'pk-lf-1' });
  expect(config.otel.destinations[0]?.headers['authorization']?.reveal()).toBe(BASIC);
  expect(warnings.map(({ code }) => code)).toEqual(name.includes('valid TOML') ? [] : ['exporter_form_normalised']);
});

/** Name, `[otel]` document, environment, destinations. */
const DESTINATIONS: readonly (readonly [string, string, Readonly<Record<string, string>>, readonly object[]])[] = [
  ['nothing', '', {}, []],
  ['an environment without config', '', { ...KEYS, OTEL_EXPORTER_OTLP_ENDPOINT: 'https://o.example' }, []],
  ['"none"', 'exporter = "none"', KEYS, []],
  ['"none" beside a table', 'exporter = "none"\n[otel.exporter.otlp-http]\nendpoint = "https://o.example"', {}, []],
  ['"statsig"', 'metrics_exporter = "statsig"', {}, []],
  ['keys alone', 'exporter = "langfuse"', KEYS, [langfuse(CLOUD)]],
  ['keys and LANGFUSE_BASE_URL', 'exporter = "langfuse"', { ...KEYS, LANGFUSE_BASE_URL: 'https://us.cloud.langfuse.com/' }, [langfuse({ traces: 'https://us.cloud.langfuse.com/api/public/otel/v1/traces' })]],
  ['keys and LANGFUSE_HOST', 'exporter = "langfuse"', { ...KEYS, LANGFUSE_HOST: 'http://localhost:3000' }, [langfuse({ traces: 'http://localhost:3000/api/public/otel/v1/traces' })]],
  ['an empty langfuse table', '[otel.exporter.langfuse]', KEYS, [langfuse(CLOUD)]],
  ['"langfuse" beside its table', 'exporter = "langfuse"\n[otel.exporter.langfuse]\nregion = "us"', KEYS, [langfuse({ traces: 'https://us.cloud.langfuse.com/api/public/otel/v1/traces' })]],
  ['"langfuse" beside another table', 'exporter = "langfuse"\n[otel.exporter.otlp-http]\nendpoint = "https://o.example"', KEYS, [langfuse(CLOUD)]],
  ...(['eu', 'us', 'jp', 'hipaa'] as const).map((region) => [
    `region ${region}`,
    `exporter = { langfuse = { region = "${region}", public_key = "pk-lf-1", secret_key = "s" } }`,
    {},
    [langfuse({ traces: `https://${region === 'eu' ? '' : `${region}.`}cloud.langfuse.com/api/public/otel/v1/traces` })],
  ] as const),
  ...[
    ['https://lf.example', 'https://lf.example'],
    ['https://lf.example/', 'https://lf.example'],
    ['https://lf.example/tools/langfuse', 'https://lf.example/tools/langfuse'],
    ['https://lf.example/tools/langfuse//', 'https://lf.example/tools/langfuse'],
    ['https://lf.example/api/public/otel', 'https://lf.example'],
    ['https://lf.example/x/api/public/otel/v1/traces/', 'https://lf.example/x'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
  ].map(([written, base]) => [
    `langfuse at ${written}`,
    `[otel.exporter.langfuse]\nbase_url = "${written}"`,
    KEYS,
    [langfuse({ traces: `${base}/api/public/otel/v1/traces` })],
  ] as const),
  ...[
    ['https://cloud.langfuse.com', CLOUD.traces],
    ['https://CLOUD.langfuse.com/', CLOUD.traces],
    ['https://cloud.langfuse.com/api/public/otel/', CLOUD.traces],
    ['https://cloud.langfuse.com/api/public/otel/v1/traces', CLOUD.traces],
    ['http://localhost:4400/api/public/otel', 'http://localhost:4400/api/public/otel/v1/traces'],
    ['https://lf.example/p/api/public/otel', 'https://lf.example/p/api/public/otel/v1/traces'],
  ].map(([written, traces]) => [
    `otlp-http at the Langfuse ${written}`,
    `[otel.exporter.otlp-http]\nendpoint = "${written}"\nheaders = { authorization = "${BASIC}" }`,
    {},
    [langfuse({ traces })],
  ] as const),
  ['otlp-http at a Langfuse with keys of the environment', '[otel.exporter.otlp-http]\nendpoint = "https://lf.example/api/public/otel"', KEYS, [langfuse({ traces: 'https://lf.example/api/public/otel/v1/traces' })]],
  ['a base URL', '[otel.exporter.otlp-http]\nendpoint = "https://o.example"', {}, [http(ALL('https://o.example'))]],
  ['a base URL with a slash', '[otel.exporter.otlp-http]\nendpoint = "https://o.example/"', {}, [http(ALL('https://o.example'))]],
  ['a base URL with a path', '[otel.exporter.otlp-http]\nendpoint = "https://o.example/a/otlp/"', {}, [http(ALL('https://o.example/a/otlp'))]],
  ['a base URL with a query', '[otel.exporter.otlp-http]\nendpoint = "https://o.example/a?b=c"', {}, [http(Object.fromEntries(Object.entries(ALL('https://o.example/a')).map(([signal, url]) => [signal, `${url}?b=c`])))]],
  ...(['traces', 'logs', 'metrics'] as const).map((signal) => [
    `a URL that names ${signal}`,
    `[otel.exporter.otlp-http]\nendpoint = "https://o.example/v1/${signal}"\nprotocol = "json"`,
    {},
    [http({ [signal]: `https://o.example/v1/${signal}` })],
  ] as const),
  ['a URL that names a signal, with a slash', '[otel.exporter.otlp-http]\nendpoint = "https://o.example/v1/logs/"', {}, [http({ logs: 'https://o.example/v1/logs' })]],
  ['a signals list', '[otel.exporter.otlp-http]\nendpoint = "https://o.example"\nsignals = ["logs", "traces"]', {}, [http({ traces: 'https://o.example/v1/traces', logs: 'https://o.example/v1/logs' })]],
  ['an exporter per signal', 'exporter = { otlp-http = { endpoint = "https://o.example" } }\nmetrics_exporter = "none"\ntrace_exporter = "langfuse"', KEYS, [http({ logs: 'https://o.example/v1/logs' }), langfuse(CLOUD, 'traces')]],
  ['a log exporter alone', 'log_exporter = { otlp-http = { endpoint = "https://o.example/v1/logs" } }', {}, [{ name: 'logs', kind: 'otlp-http', signals: { logs: 'https://o.example/v1/logs' }, headers: [] }]],
  ['the form for one signal', 'trace_exporter = "otlp-http"\n[otel.trace_exporter.otlp-http]\nendpoint = "https://o.example/v1/traces"', {}, [{ name: 'traces', kind: 'otlp-http', signals: { traces: 'https://o.example/v1/traces' }, headers: [] }]],
  ['gRPC', '[otel.exporter.otlp-grpc]\nendpoint = "https://o.example:4317"', {}, [{ name: 'default', kind: 'otlp-grpc', signals: { traces: 'https://o.example:4317', logs: 'https://o.example:4317', metrics: 'https://o.example:4317' }, headers: [] }]],
  ['the form for gRPC', 'exporter = "otlp-grpc"\n[otel.exporter."otlp-grpc"]\nendpoint = "http://127.0.0.1:4317/"\nsignals = ["logs"]', {}, [{ name: 'default', kind: 'otlp-grpc', signals: { logs: 'http://127.0.0.1:4317' }, headers: [] }]],
  ['gRPC on host and port', '[otel.exporter.otlp-grpc]\nendpoint = "o.example:4317"\nsignals = ["logs"]', {}, [{ name: 'default', kind: 'otlp-grpc', signals: { logs: 'https://o.example:4317' }, headers: [] }]],
  ['gRPC on this machine', '[otel.exporter.otlp-grpc]\nendpoint = "localhost:4317"\nsignals = ["logs"]', {}, [{ name: 'default', kind: 'otlp-grpc', signals: { logs: 'http://localhost:4317' }, headers: [] }]],
  ['the console', 'exporter = "console"', {}, [{ name: 'default', kind: 'console', signals: { traces: '', logs: '', metrics: '' }, headers: [] }]],
  ['a console for logs', 'log_exporter = { console = {} }', {}, [{ name: 'logs', kind: 'console', signals: { logs: '' }, headers: [] }]],
  ['an absolute file', '[otel.exporter.otlp-file]\npath = "/tmp/o.jsonl"\nsignals = ["traces"]', {}, [{ name: 'default', kind: 'otlp-file', signals: { traces: '/tmp/o.jsonl' }, headers: [] }]],
  ['a further destination', 'exporter = "none"\n[otel.destinations.team.otlp-http]\nendpoint = "https://o.example/v1/logs"', {}, [{ name: 'team', kind: 'otlp-http', signals: { logs: 'https://o.example/v1/logs' }, headers: [] }]],
  ['a further destination by name', '[otel.destinations]\nteam = "langfuse"', KEYS, [langfuse(CLOUD, 'team')]],
  ['signals beside the exporter', '[otel.destinations.team]\nsignals = ["logs"]\notlp-http = { endpoint = "https://o.example" }', {}, [{ name: 'team', kind: 'otlp-http', signals: { logs: 'https://o.example/v1/logs' }, headers: [] }]],
  ['an endpoint of the environment', 'exporter = "otlp-http"', { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://o.example/x/' }, [http(ALL('https://o.example/x'))]],
  ['an endpoint per signal of the environment', '[otel.exporter.otlp-http]\nsignals = ["traces"]', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://o.example/custom' }, [http({ traces: 'https://o.example/custom' })]],
  ['headers of the environment', '[otel.exporter.otlp-http]\nendpoint = "https://o.example/v1/logs"', { OTEL_EXPORTER_OTLP_HEADERS: 'X-Key=a%20b,api=c' }, [http({ logs: 'https://o.example/v1/logs' }, ['api', 'x-key'])]],
  ['headers of the config before those of the environment', '[otel.exporter.otlp-http]\nendpoint = "https://o.example/v1/logs"\nheaders = { a = "1" }', { OTEL_EXPORTER_OTLP_HEADERS: 'b=2' }, [http({ logs: 'https://o.example/v1/logs' }, ['a'])]],
  ["headers that belong to the environment's own endpoint", '[otel.exporter.otlp-http]\nendpoint = "https://o.example/v1/logs"', { OTEL_EXPORTER_OTLP_HEADERS: 'b=2', OTEL_EXPORTER_OTLP_ENDPOINT: 'https://other.example' }, [http({ logs: 'https://o.example/v1/logs' })]],
  ['headers of a named endpoint are lower-cased', '[otel.exporter.otlp-http]\nendpoint = "https://o.example/v1/logs"\nheaders = { "X-Api-Key" = "1" }', {}, [http({ logs: 'https://o.example/v1/logs' }, ['x-api-key'])]],
  ['OTEL_SDK_DISABLED', 'exporter = "langfuse"', { ...KEYS, OTEL_SDK_DISABLED: 'true' }, []],
  ['plain http when allowed by name', '[otel.exporter.otlp-http]\nendpoint = "http://o.example/v1/logs"\nallow_insecure = true\nheaders = { a = "1" }', {}, [http({ logs: 'http://o.example/v1/logs' }, ['a'])]],
  ['plain http without credentials', '[otel.exporter.otlp-http]\nendpoint = "http://o.example/v1/logs"', {}, [http({ logs: 'http://o.example/v1/logs' })]],
  ['plain http on this machine', '[otel.exporter.otlp-http]\nendpoint = "http://127.9.9.9:1/v1/logs"\nheaders = { a = "1" }', {}, [http({ logs: 'http://127.9.9.9:1/v1/logs' }, ['a'])]],
  ['everything of the real Codex', 'log_user_prompt = true\nlog_agent_responses = true\nlog_guardian_assessments = false\nmetrics_exporter = "none"\n[otel.tool_result]\nmax_bytes = 2048\n[otel.span_attributes]\na = "b"\n[otel.tracestate.vendor]\nk = "v"\n[otel.exporter.otlp-http]\nendpoint = "https://o.example/v1/logs"\nprotocol = "json"', {}, [http({ logs: 'https://o.example/v1/logs' })]],
];

test.each(DESTINATIONS)('makes destinations of %s', (_name, otel, env, expected) => {
  const { config, warnings } = load({ user: `[otel]\n${otel}`, env });
  expect(warnings.filter(({ code }) => code === 'otel_disabled' || code === 'unknown_key')).toEqual([]);
  expect(config.otel.destinations.map(summary)).toEqual(expected);
});

/** Name, `[otel]` document, environment, line of the file, words of the message, words of the hint. */
const REFUSED: readonly (readonly [string, string, Readonly<Record<string, string>>, number | undefined, RegExp, RegExp])[] = [
  ['an unknown exporter', 'exporter = "otlp-htpp"', {}, 2, /no exporter "otlp-htpp"/, /"otlp-http"/],
  ['an unknown exporter table', '[otel.exporter.otel-http]\nendpoint = "x"', {}, 2, /no exporter "otel-http"/, /"otlp-http"/],
  ['two exporters', '[otel.exporter.otlp-http]\nendpoint = "https://a"\n[otel.exporter.otlp-grpc]\nendpoint = "https://b"', {}, 2, /names 2 exporters/, /destinations/],
  ['an empty exporter table', '[otel.exporter]', {}, 2, /names no exporter/, /langfuse/],
  ['a number as exporter', 'exporter = 1', {}, 2, /names no exporter/, /langfuse/],
  ['an exporter that is no table', 'exporter = { otlp-http = "https://o.example" }', {}, 2, /must be a table/, /\[otel\.exporter\.otlp-http\]/],
  ['a name without its table', 'exporter = "otlp-http"', {}, 2, /endpoint: is missing/, /OTEL_EXPORTER_OTLP_ENDPOINT/],
  ['gRPC without endpoint', 'exporter = "otlp-grpc"', {}, 2, /endpoint: is missing/, /endpoint = /],
  ['a file without path', 'exporter = "otlp-file"', {}, 2, /path: is missing/, /path = /],
  ['a langfuse without keys', 'exporter = "langfuse"', {}, 2, /has no keys/, /LANGFUSE_PUBLIC_KEY/],
  ['half a pair of keys', 'exporter = "langfuse"', { LANGFUSE_SECRET_KEY: 'x' }, 2, /only the other half/, /LANGFUSE_PUBLIC_KEY/],
  ['half a written pair', '[otel.exporter.langfuse]\npublic_key = "pk-lf-1"', {}, 2, /secret_key: is missing/, /LANGFUSE_SECRET_KEY/],
  ['a secret of another project', '[otel.exporter.langfuse]\npublic_key = "pk-lf-2"', KEYS, 2, /secret_key: is missing/, /same project/],
  ["keys of the environment's other Langfuse", '[otel.exporter.langfuse]\nbase_url = "https://lf.example"', { ...KEYS, LANGFUSE_BASE_URL: 'https://cloud.langfuse.com' }, 2, /has no keys/, /LANGFUSE_/],
  ['region and base_url', '[otel.exporter.langfuse]\nregion = "us"\nbase_url = "https://lf.example"', KEYS, 3, /beside base_url/, /Keep one/],
  ['an unknown region', '[otel.exporter.langfuse]\nregion = "usa"', KEYS, 3, /one of "eu"/, /"us"/],
  ['a Langfuse URL that is no OTLP URL', '[otel.exporter.otlp-http]\nendpoint = "https://cloud.langfuse.com/api/public/ingestion"', KEYS, 3, /no URL at which a Langfuse/, /api\/public\/otel/],
  ['a project page of Langfuse', '[otel.exporter.otlp-http]\nendpoint = "https://cloud.langfuse.com/project/x"', KEYS, 3, /no URL at which a Langfuse/, /base URL/],
  ['gRPC to a Langfuse', '[otel.exporter.otlp-grpc]\nendpoint = "https://cloud.langfuse.com"', KEYS, 3, /does not speak gRPC/, /otlp-http/],
  ['gRPC with a path', '[otel.exporter.otlp-grpc]\nendpoint = "https://o.example/v1/logs"', {}, 3, /host:port without a path/, /otlp-http/],
  ['a wrong protocol', '[otel.exporter.otlp-http]\nendpoint = "https://o.example"\nprotocol = "protobuf"', {}, 4, /one of "binary", "json"/, /"binary"/],
  ['an endpoint that is no URL', '[otel.exporter.otlp-http]\nendpoint = "o.example"', {}, 3, /is not a URL/, /https:\/\//],
  ['an endpoint of another scheme', '[otel.exporter.otlp-http]\nendpoint = "ftp://o.example"', {}, 3, /https:\/\/ or http/, /https/],
  ['a password in the endpoint', '[otel.exporter.otlp-http]\nendpoint = "https://u:p@o.example"', {}, 3, /user name or password/, /endpoint = /],
  ['an empty endpoint', '[otel.exporter.otlp-http]\nendpoint = ""', {}, 3, /not empty/, /value/],
  ['a number as endpoint', '[otel.exporter.otlp-http]\nendpoint = 4318', {}, 3, /text in quotes/, /endpoint = "/],
  ['an endpoint of the environment that is no URL', 'exporter = "otlp-http"', { OTEL_EXPORTER_OTLP_ENDPOINT: 'nope' }, undefined, /OTEL_EXPORTER_OTLP_ENDPOINT: is not a URL/, /Correct/],
  ['credentials over plain http', '[otel.exporter.otlp-http]\nendpoint = "http://o.example"\nheaders = { a = "1" }', {}, 3, /plain http/, /allow_insecure/],
  ['credentials over plain gRPC', '[otel.exporter.otlp-grpc]\nendpoint = "http://o.example:4317"\nheaders = { a = "1" }', {}, 3, /plain http/, /allow_insecure/],
  ['Langfuse keys over plain http', '[otel.exporter.langfuse]\nbase_url = "http://lf.example:3000"', KEYS, 3, /plain http/, /https/],
  ['a host that only looks like this machine', '[otel.exporter.otlp-http]\nendpoint = "http://127.0.0.1.example"\nheaders = { a = "1" }', {}, 3, /plain http/, /https/],
  ['a bad header name', '[otel.exporter.otlp-http]\nendpoint = "https://o.example"\nheaders = { "a b" = "1" }', {}, 4, /not a header name/, /rename/],
  ['a header twice', '[otel.exporter.otlp-http]\nendpoint = "https://o.example"\nheaders = { a = "1", A = "2" }', {}, 4, /given twice/, /Remove/],
  ['a header of the exporter', '[otel.exporter.otlp-http]\nendpoint = "https://o.example"\nheaders = { Content-Type = "x" }', {}, 4, /exporter itself/, /Remove/],
  ['a header with a line break', '[otel.exporter.otlp-http]\nendpoint = "https://o.example"\nheaders = { a = "1\\n2" }', {}, 4, /line break/, /base64 -w 0/],
  ['a header named __proto__', '[otel.exporter.otlp-http]\nendpoint = "https://o.example"\nheaders = { __proto__ = "1" }', {}, 4, /not a usable name/, /another name/],
  ['a number as header', '[otel.exporter.otlp-http]\nendpoint = "https://o.example"\nheaders = { a = 1 }', {}, 4, /form in which a secret/, /\$\{VAR\}/],
  ['an unset variable', '[otel.exporter.otlp-http]\nendpoint = "https://o.example"\nheaders = { a = "${NOPE}" }', {}, 4, /variable NOPE is not set/, /\$\{NOPE:-default\}/],
  ['an open variable', '[otel.exporter.otlp-http]\nendpoint = "${NOPE"', {}, 3, /no variable reference/, /\$\$\{/],
  ['a keychain', '[otel.exporter.langfuse]\nsecret_key = { keychain = "x" }', KEYS, 3, /form in which a secret/, /env = "NAME".*file.*command/],
  ['a signal for another signal', 'trace_exporter = { otlp-http = { endpoint = "https://o.example/v1/logs" } }', {}, 2, /names logs only, but traces is/, /URL of that signal/],
  ['an empty signals list', '[otel.exporter.otlp-http]\nendpoint = "https://o.example"\nsignals = []', {}, 4, /list of signals/, /signals = /],
  ['an unknown signal', '[otel.exporter.otlp-http]\nendpoint = "https://o.example"\nsignals = ["trace"]', {}, 4, /one of "traces"/, /"traces"/],
  ['a taken name', '[otel.destinations.logs.otlp-http]\nendpoint = "https://o.example"', {}, 2, /name is taken/, /default/],
  ['a destination of two kinds', '[otel.destinations.a.otlp-http]\nendpoint = "https://o.example"\n[otel.destinations.a.langfuse]\nregion = "us"', KEYS, 2, /names 2 exporters/, /Keep one/],
  ['an unknown capture level', 'capture = "all"', {}, 2, /one of "metadata", "redacted", "full"/, /capture = /],
  ['an unknown capture kind level', 'capture = { prompts = "ful" }', {}, 2, /prompts: must be one of/, /"full"/],
  ['a negative tool result', '[otel.tool_result]\nmax_bytes = -1', {}, 3, /at least 0/, /digits/],
  ['a huge integer', '[otel.tool_result]\nmax_bytes = 9223372036854775807', {}, 3, /whole number/, /digits/],
  ['an integer beyond 64 bits', 'interval_ms = 18446744073709551621', {}, 2, /whole number/, /digits/],
  ['a fraction', 'interval_ms = 1.5', {}, 2, /whole number/, /digits/],
  ['a text as boolean', 'log_user_prompt = "yes"', {}, 2, /true or false/, /without quotes/],
  ['a bad duration', '[otel.journal]\nmax_age = "30 days"', {}, 3, /a duration/, /30d/],
  ['a bad pattern', '[otel.redact]\npatterns = ["("]', {}, 3, /invalid pattern/, /regular expression/],
  ['a bad delivery', 'delivery = "now"', {}, 2, /one of "background"/, /delivery/],
  ['a bad compression', 'compression = "zstd"', {}, 2, /one of "gzip", "none"/, /gzip/],
  ['tags that are no list', 'tags = "a"', {}, 2, /a list of texts/, /tags = \[/],
];

test.each(REFUSED)('turns telemetry off for %s, and is fatal with strict', (_name, otel, env, line, message, hint) => {
  const user = `[otel]\n${otel}`;
  const { config, warnings } = load({ user, env });
  expect(config.otel.destinations).toEqual([]);
  const warning = warnings.find(({ code }) => code === 'otel_disabled');
  expect(warning?.message).toMatch(message);
  expect(warning?.message).toMatch(/^telemetry is off: /);
  expect(warning?.hint).toMatch(hint);
  expect(warning?.origin?.line).toBe(line);
  expect(() => load({ user, env, strict: true })).toThrow(message);
});

test('a langfuse asked for logs only is left out with a warning', () => {
  for (const otel of ['log_exporter = "langfuse"', 'exporter = { otlp-http = { endpoint = "https://lf.example/api/public/otel/v1/logs" } }']) {
    const { config, warnings } = load({ user: `[otel]\n${otel}`, env: KEYS });
    expect(config.otel.destinations).toEqual([]);
    expect(warnings.map(({ code }) => code)).toEqual(['signal_not_taken']);
  }
});

test('warns of an Authorization that Langfuse will refuse', () => {
  const { config, warnings } = load({ user: `[otel.exporter.otlp-http]\nendpoint = "https://cloud.langfuse.com"\nheaders = { Authorization = "Bearer x" }` });
  expect(config.otel.destinations).toHaveLength(1);
  expect(warnings.map(({ code }) => code)).toEqual(['authorization_form']);
});

const CAPTURE_METADATA = { prompts: 'metadata', responses: 'metadata', tool_arguments: 'metadata', tool_output: 'metadata', system: 'metadata', maxBytes: 16_384 };
const REDACTED = { prompts: 'redacted', responses: 'redacted', tool_arguments: 'redacted', tool_output: 'redacted', system: 'redacted', maxBytes: 16_384 };
const LOCAL = '[otel.exporter.langfuse]\nbase_url = "http://localhost:4400"';

/** Name, document, what the only destination captures. */
const CAPTURE: readonly (readonly [string, string, object])[] = [
  ['metadata for a Langfuse elsewhere', '[otel]\nexporter = "langfuse"', CAPTURE_METADATA],
  ['redacted text for a langfuse-local', LOCAL, REDACTED],
  ['metadata for another collector on this machine', '[otel.exporter.otlp-http]\nendpoint = "http://localhost:4318"', CAPTURE_METADATA],
  ['prompts with log_user_prompt', '[otel]\nexporter = "langfuse"\nlog_user_prompt = true', { ...CAPTURE_METADATA, prompts: 'redacted' }],
  ['responses with log_agent_responses', '[otel]\nexporter = "langfuse"\nlog_agent_responses = true', { ...CAPTURE_METADATA, responses: 'redacted' }],
  ['capture before log_user_prompt', '[otel]\nexporter = "langfuse"\nlog_user_prompt = true\ncapture = "metadata"', CAPTURE_METADATA],
  ['a kind before log_user_prompt', '[otel]\nexporter = "langfuse"\nlog_user_prompt = true\ncapture = { prompts = "full" }', { ...CAPTURE_METADATA, prompts: 'full' }],
  ['one level for all', `[otel]\ncapture = "full"\n${LOCAL}`, Object.fromEntries(Object.entries(REDACTED).map(([kind, level]) => [kind, kind === 'maxBytes' ? level : 'full']))],
  ['levels per kind and a limit', `[otel.capture]\ntool_output = "metadata"\nmax_bytes = "1KiB"\n${LOCAL}`, { ...REDACTED, tool_output: 'metadata', maxBytes: 1024 }],
  ["a destination's own before the general", '[otel]\ncapture = { prompts = "full", max_bytes = 99 }\n[otel.destinations.a]\ncapture = "redacted"\nlangfuse = {}', { ...REDACTED, maxBytes: 99 }],
  ['capture inside the exporter', '[otel]\nexporter = { langfuse = { capture = "redacted" } }', REDACTED],
  ["Codex's limit for tool output", `[otel.tool_result]\nmax_bytes = 100\n${LOCAL}`, { ...REDACTED, toolOutputMaxBytes: 100 }],
  ["Codex's switch for tool output", `[otel.tool_result]\nmax_bytes = 0\n${LOCAL}`, { ...REDACTED, tool_output: 'metadata' }],
];

test.each(CAPTURE)('captures %s', (_name, user, expected) => {
  expect(onlyDestination({ user, env: KEYS }).capture).toEqual(expected);
});

/** Name, `[otel]` document, environment, part of the result. */
const SETTINGS: readonly (readonly [string, string, Readonly<Record<string, string>>, Partial<OtelConfig>])[] = [
  ['defaults', '', {}, { environment: 'dev', delivery: 'background', exitWaitMillis: 250, intervalMillis: 1000, traceName: 'codex turn', journal: { maxBytes: 268_435_456, maxAgeMillis: 2_592_000_000 } }],
  ['CI', '', { CI: 'true' }, { delivery: 'wait', exitWaitMillis: 30_000 }],
  ['CI switched off', '', { CI: 'false' }, { delivery: 'background', exitWaitMillis: 250 }],
  ['CI as zero', '', { CI: '0' }, { delivery: 'background' }],
  ['CI empty', '', { CI: '' }, { delivery: 'background' }],
  ['a delivery of its own in CI', 'delivery = "next-run"', { CI: '1' }, { delivery: 'next-run', exitWaitMillis: 250 }],
  ['an exit wait of its own', 'exit_wait_ms = 5', { CI: '1' }, { delivery: 'wait', exitWaitMillis: 5 }],
  ['what stands on spans', 'environment = "prod"\ntags = ["a"]\ntrace_name = "t"\nuser = { id = "u", email = "e@x" }\nspan_attributes = { a = 1, b = true }', {}, { environment: 'prod', tags: ['a'], traceName: 't', user: { id: 'u', email: 'e@x' }, spanAttributes: { a: '1', b: 'true' } }],
  ['an environment of the environment', '', { LANGFUSE_TRACING_ENVIRONMENT: 'stage' }, { environment: 'stage' }],
  ['resource attributes over those of the environment', 'exporter = "console"\nresource_attributes = { team = "a", "x.y" = "z" }', { OTEL_RESOURCE_ATTRIBUTES: 'team=b,cost=1%202' }, { resourceAttributes: { team: 'a', cost: '1 2', 'x.y': 'z' } }],
  ['tracestate', '[otel.tracestate.vendor]\nk = "v"', {}, { tracestate: { vendor: { k: 'v' } } }],
  ['the journal', 'journal = { max_bytes = "1GiB", max_age = "12h" }', {}, { journal: { maxBytes: 1024 ** 3, maxAgeMillis: 43_200_000 } }],
  ['redaction', "redact = { patterns = ['a\\d+'], allow = ['b'] }", {}, { redact: { patterns: ['a\\d+'], allow: ['b'] } }],
];

test.each(SETTINGS)('reads %s', (_name, otel, env, expected) => {
  const { config, warnings } = load({ user: `[otel]\n${otel}`, env });
  expect(warnings).toEqual([]);
  expect(config.otel).toMatchObject(expected);
});

test('general batch and transport settings hold for a destination, its own go before them', () => {
  const general = 'compression = "none"\ntimeout_ms = 7\nbatch_max_items = 8\nbatch_max_bytes = "1MiB"';
  expect(onlyDestination({ user: `[otel]\n${general}\nexporter = "langfuse"`, env: KEYS })).toMatchObject({ compression: 'none', timeoutMillis: 7, batchMaxItems: 8, batchMaxBytes: 1_048_576 });
  expect(onlyDestination({ user: `[otel]\n${general}\nexporter = { langfuse = { compression = "gzip", timeout_ms = 9 } }`, env: KEYS })).toMatchObject({ compression: 'gzip', timeoutMillis: 9, batchMaxItems: 8 });
  expect(onlyDestination({ user: '[otel]\nexporter = "langfuse"', env: { ...KEYS, OTEL_EXPORTER_OTLP_TIMEOUT: '11', OTEL_EXPORTER_OTLP_COMPRESSION: 'snappy' } })).toMatchObject({ compression: 'gzip', timeoutMillis: 11 });
});

test('a wrong attribute is left out with a warning, and nothing else is lost', () => {
  const { config, warnings } = load({ user: '[otel]\nspan_attributes = { a = [], b = "c" }\n[otel.tracestate]\n"bad key" = { a = "b" }\nvendor = { a = "x;y" }' });
  expect(config.otel.spanAttributes).toEqual({ b: 'c' });
  expect(config.otel.tracestate).toBeUndefined();
  expect(warnings.map(({ code }) => code)).toEqual(['invalid_attribute', 'invalid_attribute', 'invalid_attribute']);
});

test('an unknown key is a warning with the nearest known key, and an error with strict', () => {
  const user = '[otel]\nlog_user_promt = true\n[otel.exporter.langfuse]\npubic_key = "x"\n[otl]\n';
  const { warnings } = load({ user, env: KEYS });
  expect(warnings.map(({ code, hint }) => ({ code, hint }))).toEqual([
    { code: 'unknown_key', hint: 'Did you mean "public_key"?' },
    { code: 'unknown_key', hint: 'Did you mean "log_user_prompt"?' },
    { code: 'unknown_key', hint: 'Did you mean "otel"?' },
  ]);
  expect(() => load({ user, env: KEYS, strict: true })).toThrow(/pubic_key/);
});

test('a registered exporter is known by its name', () => {
  const user = '[otel.exporter.my-exporter]\nendpoint = "https://o.example/v1/traces"';
  expect(load({ user }).warnings.map(({ code }) => code)).toEqual(['otel_disabled']);
  const { config } = load({ user, exporters: ['my-exporter'] });
  expect(config.otel.destinations.map(summary)).toEqual([{ name: 'default', kind: 'my-exporter', signals: { traces: 'https://o.example/v1/traces' }, headers: [] }]);
});
