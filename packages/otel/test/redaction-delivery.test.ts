import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { CapturePolicy, DestinationConfig } from '@codex-langfuse/config';
import { startGrpcReceiver, type GrpcReceiver } from '@codex-langfuse/exporter/testing';
import { createJournalTail, readQuarantine } from '../src/index.ts';
import { readFixtures } from './corpus/fill-fixture.ts';
import { TOKENS, VALUES } from './corpus/secret-values.ts';
import { CAPTURE_METADATA, CAPTURE_REDACTED, destinationAt, otelConfig } from './support/configuration.ts';
import { startOtlpReceiver, type OtlpReceiver } from './support/otlp-receiver.ts';
import { plantedEvents } from './support/planted-events.ts';
import { createTelemetryHome, type TelemetryHome } from './support/telemetry-home.ts';

const fixtures = readFixtures();
const tokenList = Object.values(TOKENS);
const keys = Object.values(VALUES).filter(({ text }) => text.startsWith('-----BEGIN'));

/** Everything planted: tool output, tokens in sentences, and keys. */
const TEXTS = [
  ...fixtures.map(({ text }) => text),
  `Please try ${tokenList.slice(0, 30).join(' or ')}.`,
  `Please try ${tokenList.slice(30).join(' or ')}.`,
  ...keys.map(({ text }) => text),
];
/** As they are and as JSON writes them; all ASCII, so that any decoding of bytes shows them. */
const SECRETS = [
  ...new Set(
    [
      ...fixtures.flatMap(({ planted }) => planted.flatMap(({ forms }) => forms)),
      ...tokenList,
      ...keys.flatMap(({ needles }) => needles),
    ].flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]),
  ),
];

let home: TelemetryHome;
let receivers: OtlpReceiver[];
let grpc: GrpcReceiver;

beforeEach(async () => {
  grpc = await startGrpcReceiver();
  home = createTelemetryHome();
  receivers = [await startOtlpReceiver(), await startOtlpReceiver(), await startOtlpReceiver()];
});

afterEach(async () => {
  await Promise.all([...receivers, grpc].map((receiver) => receiver.close()));
  home.remove();
});

function found(text: string): readonly string[] {
  return SECRETS.filter((secret) => text.includes(secret));
}

/** Protobuf, JSON, gRPC, and a destination that refuses every item and repeats what it was sent. */
function destinations(capture: CapturePolicy): readonly DestinationConfig[] {
  const [protobuf, json, refusing] = receivers.map(({ origin }) => origin);
  const signals = (origin: string, protocol: 'http/protobuf' | 'http/json' | 'grpc'): DestinationConfig['signals'] => ({
    traces: { url: `${origin}/v1/traces`, protocol },
    logs: { url: `${origin}/v1/logs`, protocol },
    metrics: { url: `${origin}/v1/metrics`, protocol },
  });
  return [
    destinationAt(protobuf ?? '', { name: 'protobuf', capture, signals: signals(protobuf ?? '', 'http/protobuf') }),
    destinationAt(json ?? '', {
      name: 'json',
      capture,
      signals: signals(json ?? '', 'http/json'),
      compression: 'gzip',
    }),
    destinationAt(grpc.origin, {
      name: 'grpc',
      kind: 'otlp-grpc',
      capture,
      signals: signals(grpc.origin, 'grpc'),
      compression: 'gzip',
    }),
    destinationAt(refusing ?? '', { name: 'refusing', capture }),
  ];
}

function wire(): string {
  const requests = receivers
    .flatMap((receiver) => receiver.requests)
    .map(({ path, headers, body }) => `${path} ${JSON.stringify(headers)} ${readable(body)}`);
  return [...requests, grpcWire()].join('\n');
}

function grpcWire(): string {
  return grpc.calls
    .map(({ metadata, body }) => `${JSON.stringify(metadata.toJSON())} ${Buffer.from(body).toString('latin1')}`)
    .join('\n');
}

function readable(body: Uint8Array): string {
  const bytes = body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : Buffer.from(body);
  return bytes.toString('latin1');
}

async function recordAndDeliver(capture: CapturePolicy): Promise<void> {
  receivers[2]?.answerWith(({ body }, response) => response.writeHead(400).end(readable(body).slice(0, 4000)));
  const config = otelConfig(destinations(capture), { logSseDeltas: true });
  const manager = home.manager(config);
  for (const event of plantedEvents(uuidv7(), TEXTS)) manager.record(event);
  expect(manager.ledger()).toMatchObject({ notRecorded: 0, contentDropped: 0 });
  expect(found(home.bytes())).toEqual([]);
  const tail = createJournalTail({ codexHome: home.path, keepOpen: false });
  const tailed = tail.read();
  tail.close();
  expect(tailed.length).toBeGreaterThan(TEXTS.length * 7);
  expect(found(JSON.stringify(tailed))).toEqual([]);
  manager.close();
  expect(found(home.bytes())).toEqual([]);

  await home.drain(config, { deadlineUnixMillis: Date.now() + 60_000 });

  expect(found(home.bytes())).toEqual([]);
  expect(found(wire())).toEqual([]);
  expect(found(JSON.stringify(home.status(config)))).toEqual([]);
  expect(found(home.problems.join('\n'))).toEqual([]);
  const refused = readQuarantine(home.path);
  expect(refused.length).toBeGreaterThan(TEXTS.length);
  expect(found(JSON.stringify(refused))).toEqual([]);
}

test('with redacted capture, no planted secret is in the files, the wires, the quarantine or the status', async () => {
  await recordAndDeliver(CAPTURE_REDACTED);
  expect(wire()).toContain('[redacted:github_token]');
  expect(grpcWire()).toContain('[redacted:github_token]');
  expect(receivers[0]?.spans().length).toBeGreaterThan(TEXTS.length * 3);
}, 60_000);

test('with metadata only, no planted secret is anywhere either', async () => {
  await recordAndDeliver(CAPTURE_METADATA);
  expect(wire()).toContain('[not captured: ');
  expect(grpcWire()).toContain('[not captured: ');
  expect(receivers[0]?.spans().length).toBeGreaterThan(TEXTS.length * 3);
}, 60_000);

test('a line about a problem holds no secret', () => {
  const config = otelConfig(destinations(CAPTURE_REDACTED), { redact: { patterns: ['(unclosed'], allow: [] } });
  const manager = home.manager(config);
  for (const event of plantedEvents(uuidv7(), TEXTS.slice(0, 2))) manager.record(event);
  manager.close();
  expect(home.problems).toHaveLength(1);
  expect(home.problems[0]).toMatch(/^telemetry is off, secrets could not be redacted: otel\.redact\.patterns\[0\] /);
  expect(found(home.problems.join('\n'))).toEqual([]);
});

test('the texts hold what is looked for', () => {
  expect(SECRETS.length).toBeGreaterThanOrEqual(200);
  expect(found(TEXTS.join('\n')).length).toBeGreaterThanOrEqual(200);
});
