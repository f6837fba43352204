import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { load, onlyDestination, thrownBy } from './support/workspace.ts';
import type { LoadRequest } from './support/workspace.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures', 'tls');
const fixture = (name: string): string => readFileSync(join(FIXTURES, name), 'utf8');
const FILES = Object.fromEntries(
  [
    'authority.pem',
    'bundle.pem',
    'client.pem',
    'client.key',
    'other-client.pem',
    'encrypted.key',
    'damaged.pem',
    'text.pem',
  ].map((name) => [`.codex/certs/${name}`, fixture(name)]),
);

function withTls(tls: string, more: LoadRequest = {}): LoadRequest {
  const user = `[otel.exporter.otlp-http]\nendpoint = "https://o.example/v1/logs"\n[otel.exporter.otlp-http.tls]\n${tls}`;
  return { user, files: FILES, ...more };
}

test('paths are relative to the folder of the file, and checked', () => {
  const request = withTls(
    'ca-certificate = "certs/authority.pem"\nclient-certificate = "~/.codex/certs/client.pem"\nclient-private-key = "${KEY:-certs/client.key}"',
  );
  const { config, root, warnings } = load(request);
  expect(warnings).toEqual([]);
  expect(config.otel.destinations[0]?.tls).toEqual({
    caCertificate: join(root, '.codex/certs/authority.pem'),
    clientCertificate: join(root, '.codex/certs/client.pem'),
    clientPrivateKey: join(root, '.codex/certs/client.key'),
  });
});

test('a bundle of authorities and gRPC take the same table', () => {
  const user =
    '[otel.exporter.otlp-grpc]\nendpoint = "https://o.example:4317"\ntls = { ca-certificate = "certs/bundle.pem" }';
  expect(onlyDestination({ user, files: FILES }).tls?.caCertificate).toMatch(/bundle\.pem$/);
});

test('a relative path of -c starts at the working directory, that of a profile file at its folder', () => {
  const table = '{otlp-http={endpoint="https://o.example/v1/logs",tls={ca-certificate="certs/a.pem"}}}';
  const files = {
    'work/certs/a.pem': fixture('authority.pem'),
    '.codex/certs/a.pem': fixture('authority.pem'),
    '.codex/p.config.toml': `otel.exporter = ${table}`,
  };
  const byOverride = load({ files, cwd: 'work', overrides: [`otel.exporter=${table}`] });
  expect(byOverride.config.otel.destinations[0]?.tls?.caCertificate).toBe(join(byOverride.root, 'work/certs/a.pem'));
  const byProfile = load({ files, cwd: 'work', profile: 'p' });
  expect(byProfile.config.otel.destinations[0]?.tls?.caCertificate).toBe(join(byProfile.root, '.codex/certs/a.pem'));
});

test('certificates of the environment go with an endpoint of the environment only', () => {
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'https://o.example',
    OTEL_EXPORTER_OTLP_CERTIFICATE: join(FIXTURES, 'authority.pem'),
  };
  expect(onlyDestination({ user: '[otel]\nexporter = "otlp-http"', env }).tls?.caCertificate).toBe(
    join(FIXTURES, 'authority.pem'),
  );
  expect(
    onlyDestination({ user: '[otel.exporter.otlp-http]\nendpoint = "https://o.example"', env }).tls,
  ).toBeUndefined();
});

test.each([
  ['a missing file', 'ca-certificate = "certs/none.pem"', 'tls_file', /none\.pem does not exist/, 4],
  ['a folder', 'ca-certificate = "certs"', 'tls_file', /is not a file/, 4],
  ['a text', 'ca-certificate = "certs/text.pem"', 'tls_file', /no PEM certificate/, 4],
  ['a key in place of a certificate', 'ca-certificate = "certs/client.key"', 'tls_file', /no PEM certificate/, 4],
  ['a damaged certificate', 'ca-certificate = "certs/damaged.pem"', 'tls_file', /damaged/, 4],
  ['a certificate without key', 'client-certificate = "certs/client.pem"', 'tls_pair', /without client-private-key/, 4],
  ['a key without certificate', 'client-private-key = "certs/client.key"', 'tls_pair', /without client-certificate/, 4],
  [
    "another certificate's key",
    'client-certificate = "certs/other-client.pem"\nclient-private-key = "certs/client.key"',
    'tls_pair',
    /not the key of/,
    5,
  ],
  [
    'an encrypted key',
    'client-certificate = "certs/client.pem"\nclient-private-key = "certs/encrypted.key"',
    'tls_file',
    /encrypted/,
    5,
  ],
  [
    'a certificate in place of a key',
    'client-certificate = "certs/client.pem"\nclient-private-key = "certs/client.pem"',
    'tls_file',
    /no PEM private key/,
    5,
  ],
  ['an empty path', 'ca-certificate = ""', 'invalid_value', /not empty/, 4],
  ['an unset variable', 'ca-certificate = "${NOPE}"', 'unset_variable', /NOPE/, 4],
] as const)('refuses %s', (_name, tls, code, message, line) => {
  expect(thrownBy(() => load({ ...withTls(tls), strict: true }))).toMatchObject({
    code,
    message: expect.stringMatching(message),
    origin: { line },
  });
});

test('a file that may not be read says so', () => {
  const { root } = load(withTls(''));
  const path = join(root, '.codex/certs/authority.pem');
  chmodSync(path, 0);
  if (process.getuid?.() === 0) return; // The superuser may read everything.
  expect(thrownBy(() => load({ ...withTls(`ca-certificate = "${path}"`), strict: true }))).toMatchObject({
    message: expect.stringContaining('may not be read'),
  });
});

test('a misspelt key has a hint', () => {
  expect(load(withTls('ca_certificate = "certs/authority.pem"')).warnings).toMatchObject([
    { code: 'unknown_key', hint: 'Did you mean "ca-certificate"?' },
  ]);
});

test.each([
  [-1, 'certificate_expired', 'expired on'],
  [1, 'certificate_expires_soon', 'expires in 1 day'],
  [14, 'certificate_expires_soon', 'expires in 14 days'],
  [15.5, undefined, ''],
  [36_499, undefined, ''],
  [36_501, 'certificate_not_yet_valid', 'not valid yet'],
] as const)('%d days before the end of a certificate', (days, code, words) => {
  const end = Date.parse(/notAfter=(.*)/.exec(fixture('dates.txt'))?.[1] ?? '');
  const request = withTls('client-certificate = "certs/client.pem"\nclient-private-key = "certs/client.key"', {
    now: () => end - days * 86_400_000,
  });
  const { warnings, config } = load(request);
  expect(config.otel.destinations).toHaveLength(1);
  expect(warnings.map((warning) => warning.code)).toEqual(code === undefined ? [] : [code]);
  expect(warnings.map(({ message }) => message).join()).toContain(words);
});
