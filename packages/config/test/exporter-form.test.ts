import { expect, test } from '@jest/globals';
import { CLOUD, langfuse, summary } from './support/destination-summary.ts';
import { BASIC, load } from './support/workspace.ts';

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
  [
    'with spaces in the header',
    `[ otel ]\nexporter = "otlp-http"\n[ otel . exporter . "otlp-http" ]\n${TABLE.split('\n').slice(1).join('\n')}${HEADERS}`,
  ],
  ['with the table first', `${TABLE}${HEADERS}[otel]\nexporter = "otlp-http"\n`],
  ['with headers before the table', `[otel]\nexporter = "otlp-http"\n${HEADERS}${TABLE}`],
  ['with a dotted key at the root', `otel.exporter = "otlp-http"\n${TABLE}${HEADERS}`],
  [
    'with an inline table below',
    `[otel]\nexporter = "otlp-http"\n[otel.exporter]\notlp-http = { endpoint = "https://cloud.langfuse.com/api/public/otel", headers = { Authorization = "${BASIC}" } }`,
  ],
  ['with inline headers', `[otel]\nexporter = "otlp-http"\n${TABLE}headers = { Authorization = "${BASIC}" }\n`],
  [
    'with an unselected second table',
    `[otel]\nexporter = "otlp-http"\n${TABLE}${HEADERS}[otel.exporter.otlp-grpc]\nendpoint = "http://127.0.0.1:4317"\n`,
  ],
  [
    'with other tables between',
    `model = "m"\n[otel]\nexporter = "otlp-http"\n[tui]\na = 1\n${TABLE}[history]\nmax_bytes = 2\n${HEADERS}`,
  ],
  ['without trailing newline', `[otel]\nexporter = "otlp-http"\n${TABLE}${HEADERS}`.trimEnd()],
  ['tables alone, which is valid TOML', `${TABLE}${HEADERS}`],
  [
    'one inline table, which is valid TOML',
    `[otel]\nexporter = { otlp-http = { endpoint = "https://cloud.langfuse.com/api/public/otel", protocol = "binary", headers = { Authorization = "${BASIC}" } } }`,
  ],
];

test.each(ARCHITECTURE)("loads the architecture's form %s", (name, user) => {
  const { config, warnings } = load({ user });
  expect(config.otel.destinations.map(summary)).toEqual([langfuse(CLOUD)]);
  expect(config.otel.destinations[0]).toMatchObject({ projectKeyId: 'pk-lf-1' });
  expect(config.otel.destinations[0]?.headers['authorization']?.reveal()).toBe(BASIC);
  expect(warnings.map(({ code }) => code)).toEqual(name.includes('valid TOML') ? [] : ['exporter_form_normalised']);
});
