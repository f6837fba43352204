import type { AttributeValue } from '../event-types.ts';
import { readKeyValues } from './attribute-bag.ts';
import { readClaudeCodeLogRecord } from './claude-code.ts';
import { readCodexLogRecord } from './codex.ts';
import { readGeminiLogRecord } from './gemini-cli.ts';
import type { Dialect, ReadResult } from './read-result.ts';
import { everythingIn } from './record-reader.ts';
import type { ForeignLogRecord, ForeignResource, ForeignScope } from './wire.ts';

/** Scope of our own log records. */
const OWN_SCOPE = 'codex-langfuse';

/**
 * Reads a log record of whichever agent it comes from: by the prefix of its name, else by its scope, else by its
 * service. Our own records are recognised and left alone. Never throws for what a record holds.
 */
export function readForeignRecord(
  record: ForeignLogRecord,
  resource: ForeignResource,
  scope: ForeignScope | undefined,
): ReadResult {
  const attributes = readKeyValues(record?.attributes);
  const names = [attributes.get('event.name'), record?.eventName, record?.body?.stringValue].filter(
    (name): name is string => typeof name === 'string',
  );
  const unknown = (reason: 'own_record' | 'foreign_dialect'): ReadResult => ({
    kind: 'unknown',
    reason,
    name: (names[0] ?? '').slice(0, 120),
    unread: everythingIn(record),
  });
  const scopeName = typeof scope?.name === 'string' ? scope.name : '';
  if (scopeName === OWN_SCOPE) return unknown('own_record');
  const dialect =
    dialectByName(names) ?? dialectByScope(scopeName) ?? dialectByService(readKeyValues(resource?.attributes));
  switch (dialect) {
    case 'codex':
      return readCodexLogRecord(record, resource);
    case 'claude-code':
      return readClaudeCodeLogRecord(record, resource);
    case 'gemini-cli':
      return readGeminiLogRecord(record, resource);
    case undefined:
      return unknown('foreign_dialect');
  }
}

function dialectByName(names: readonly string[]): Dialect | undefined {
  const starts = (prefix: string): boolean => names.some((name) => name.startsWith(prefix));
  if (starts('codex.')) return 'codex';
  if (starts('claude_code.')) return 'claude-code';
  return starts('gemini_cli.') ? 'gemini-cli' : undefined;
}

function dialectByScope(scope: string): Dialect | undefined {
  if (scope.startsWith('codex_otel')) return 'codex';
  return scope.startsWith('com.anthropic.claude_code') ? 'claude-code' : undefined;
}

function dialectByService(resource: ReadonlyMap<string, AttributeValue>): Dialect | undefined {
  const service = resource.get('service.name');
  if (service === 'claude-code' || service === 'gemini-cli') return service;
  return service === 'codex_exec' || service === 'codex_cli_rs' || service === 'codex-app-server' ? 'codex' : undefined;
}
