import { readFileSync } from 'node:fs';
import { readForeignRecord } from '@codex-langfuse/events/readers';
import type {
  ForeignEvent,
  ForeignKeyValue,
  ForeignLogRecord,
  ForeignResource,
  ForeignScope,
  ForeignValue,
  ReadResult,
} from '@codex-langfuse/events/readers';

export interface ScopedRecord {
  readonly record: ForeignLogRecord;
  readonly resource: ForeignResource;
  readonly scope: ForeignScope;
}

/** The records of a captured export, in the order of the wire. */
export function capturedRecords(capture: string): readonly ScopedRecord[] {
  const file = new URL(`fixtures/${capture}/logs.json`, import.meta.url);
  const { resourceLogs } = JSON.parse(readFileSync(file, 'utf8')) as {
    resourceLogs: { resource: ForeignResource; scopeLogs: { scope: ForeignScope; logRecords: ForeignLogRecord[] }[] }[];
  };
  return resourceLogs.flatMap(({ resource, scopeLogs }) =>
    scopeLogs.flatMap(({ scope, logRecords }) => logRecords.map((record) => ({ record, resource, scope }))),
  );
}

export function eventsIn(records: readonly ScopedRecord[]): readonly ForeignEvent[] {
  return records.flatMap(({ record, resource, scope }) => eventsOf(readForeignRecord(record, resource, scope)));
}

/** Fails the test if the record gave no event. */
export function eventsOf(result: ReadResult): readonly ForeignEvent[] {
  return result.kind === 'event' ? result.events : [];
}

export type Plain = string | number | boolean | readonly string[];

/** Text, booleans and doubles as such, integers as the wire's decimal text. */
export function keyValues(attributes: Readonly<Record<string, Plain>>): ForeignKeyValue[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: wireValue(value) }));
}

function wireValue(value: Plain): ForeignValue {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  return { arrayValue: { values: value.map((text) => ({ stringValue: text })) } };
}

/** 2026-11-23T15:11:35.582Z */
export const baseMicros = 1_795_446_695_582_000;

/** A record as the real Codex writes it: time only observed, source location as event name. */
export function codexRecord(name: string, attributes: Readonly<Record<string, Plain>>, atMs = 0): ForeignLogRecord {
  return {
    timeUnixNano: '0',
    observedTimeUnixNano: `${baseMicros + atMs * 1000}123`,
    body: null,
    eventName: 'event otel/src/events/session_telemetry.rs:703',
    attributes: keyValues({
      'event.name': `codex.${name}`,
      'event.timestamp': new Date(baseMicros / 1000 + atMs).toISOString(),
      'conversation.id': 'conversation-1',
      'app.version': '0.169.0',
      originator: 'codex_exec',
      'terminal.type': 'xterm',
      model: 'gpt-5-codex',
      slug: 'gpt-5-codex',
      ...attributes,
    }),
  };
}

/** A record as Claude Code writes it: the name without prefix as attribute, with prefix as body. */
export function claudeRecord(name: string, attributes: Readonly<Record<string, Plain>>, atMs = 0): ForeignLogRecord {
  return {
    timeUnixNano: `${baseMicros + atMs * 1000}000`,
    observedTimeUnixNano: `${baseMicros + atMs * 1000}000`,
    body: { stringValue: `claude_code.${name}` },
    attributes: keyValues({
      'user.id': 'hash-of-user',
      'session.id': 'session-1',
      'terminal.type': 'xterm',
      'event.name': name,
      'event.timestamp': new Date(baseMicros / 1000 + atMs).toISOString(),
      'event.sequence': atMs,
      'prompt.id': 'prompt-1',
      ...attributes,
    }),
  };
}

/** A record as Gemini CLI writes it: a sentence as body, undefined attributes as empty values. */
export function geminiRecord(name: string, attributes: Readonly<Record<string, Plain>>, atMs = 0): ForeignLogRecord {
  return {
    timeUnixNano: `${baseMicros + atMs * 1000}000`,
    observedTimeUnixNano: `${baseMicros + atMs * 1000}000`,
    body: { stringValue: `A sentence about ${name}.` },
    attributes: [
      ...keyValues({
        'session.id': 'session-1',
        'installation.id': 'installation-1',
        'event.name': `gemini_cli.${name}`,
        'event.timestamp': new Date(baseMicros / 1000 + atMs).toISOString(),
        prompt_id: 'session-1########0',
        ...attributes,
      }),
      { key: 'mcp_server_name', value: {} },
    ],
  };
}

export const noResource: ForeignResource = { attributes: [] };
