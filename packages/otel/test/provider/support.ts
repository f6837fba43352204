import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach } from '@jest/globals';
import { context } from '@opentelemetry/api';
import { Secret } from '@codex-langfuse/config';
import type { DestinationConfig, OtelConfig, Signal, WireProtocol } from '@codex-langfuse/config';
import { sampleDestination, startHttpReceiver } from '@codex-langfuse/exporter/testing';
import type { HttpReceiver, ReceivedRequest } from '@codex-langfuse/exporter/testing';
import { attributesToObject, decodeRequest } from '@codex-langfuse/otlp';
import type { Encoding, KeyValue, SignalRequests } from '@codex-langfuse/otlp';
import type { OtelProvider, OtelProviderInput } from '../../src/provider/index.ts';

export const INPUT: OtelProviderInput = { serviceName: 'greeter', serviceVersion: '1.2.3' };

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

export function cleanUp(cleanup: () => unknown): void {
  cleanups.push(cleanup);
}

export async function httpReceiver(...parameters: Parameters<typeof startHttpReceiver>): Promise<HttpReceiver> {
  const receiver = await startHttpReceiver(...parameters);
  cleanUp(() => receiver.close());
  return receiver;
}

export function destinationTo(
  origin: string,
  protocol: WireProtocol = 'http/protobuf',
  changes: Partial<DestinationConfig> = {},
): DestinationConfig {
  return sampleDestination(origin, protocol, { timeoutMillis: 2000, ...changes });
}

export function configFor(destinations: readonly DestinationConfig[], changes: Partial<OtelConfig> = {}): OtelConfig {
  return {
    environment: 'test',
    resourceAttributes: {},
    spanAttributes: {},
    tags: [],
    user: {},
    traceName: 'codex turn',
    logUserPrompt: false,
    logSseDeltas: false,
    destinations,
    delivery: 'background',
    exitWaitMillis: 250,
    intervalMillis: 1000,
    journal: { maxBytes: 1024 * 1024, maxAgeMillis: 60_000 },
    redact: { patterns: [], allow: [] },
    ...changes,
  };
}

export function secretHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, Secret>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, new Secret(value, 'config')]));
}

/** One span, one log record and one counter increment. */
export function emitEach(provider: OtelProvider): void {
  const tracer = provider.tracer('greeting', '0.1');
  tracer.startSpan('greet', { attributes: { 'greeting.name': 'Ada' } }, context.active()).end();
  provider.logger('greeting').emit({ body: 'hello', eventName: 'greeted', severityNumber: 9 });
  provider.meter('greeting').createCounter('greetings', { unit: '{greeting}' }).add(2, { language: 'en' });
}

export function decoded<Kind extends Signal>(
  signal: Kind,
  body: Uint8Array,
  encoding: Encoding = 'protobuf',
): SignalRequests[Kind] {
  const result = decodeRequest(signal, body, encoding);
  if (!result.ok) throw new Error(`not decodable: ${JSON.stringify(result)}`);
  return result.value;
}

export function requestTo(receiver: HttpReceiver, path: string): ReceivedRequest {
  const request = receiver.requests.find((candidate) => candidate.path === path);
  if (request === undefined) throw new Error(`no request to ${path}`);
  return request;
}

export function attributesOf(holder: { readonly attributes: readonly KeyValue[] } | undefined) {
  return { ...attributesToObject(holder?.attributes ?? []) };
}

export function tlsPath(name: string): string {
  return join(import.meta.dirname, '..', 'fixtures', 'tls', name);
}

export function tlsFile(name: string): Buffer {
  return readFileSync(tlsPath(name));
}
