import { createHash } from 'node:crypto';
import type { AgentEvent } from '@codex-langfuse/events';
import type { DestinationConfig, OtelConfig, WireProtocol } from '@codex-langfuse/config';
import { agentTurn } from '../../support/agent-turns.ts';
import { destinationAt, otelConfig } from '../../support/configuration.ts';

/** Turns that differ in everything: ids, text, and times, so that also their data points can be told apart. */
export function numberedTurn(label: string, number: number): readonly AgentEvent[] {
  return agentTurn({
    conversationId: uniqueId(`${label}/conversation`),
    turnId: uniqueId(`${label}/turn/${number}`),
    prompt: `prompt ${label}/${number}.`,
    toolOutput: `output ${label}/${number}.`,
    began: FIRST_TURN_UNIX_MICROS + (digest(label).readUInt32BE() % 50_000_000) + number * 60_000_000,
  });
}

/** `numberedTurn` has fixed times, so nothing expires. */
export function timelessConfig(destinations: readonly DestinationConfig[]): OtelConfig {
  return otelConfig(destinations, { journal: { maxBytes: 256 * 1024 * 1024, maxAgeMillis: Number.MAX_SAFE_INTEGER } });
}

export const FIRST_TURN_UNIX_MICROS = 1_790_000_000_000_000;

/** All three signals over one wire. */
export function destinationOver(
  protocol: WireProtocol,
  origin: string,
  changes: Partial<DestinationConfig> = {},
): DestinationConfig {
  const endpoint = (signal: string) => ({ url: protocol === 'grpc' ? origin : `${origin}/v1/${signal}`, protocol });
  return destinationAt(origin, {
    kind: protocol === 'grpc' ? 'otlp-grpc' : 'otlp-http',
    signals: { traces: endpoint('traces'), logs: endpoint('logs'), metrics: endpoint('metrics') },
    timeoutMillis: 10_000,
    ...changes,
  });
}

function uniqueId(text: string): string {
  const digits = digest(text).toString('hex');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-7${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
