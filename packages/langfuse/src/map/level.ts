import type { WireSpan } from '@codex-langfuse/otlp';
import { stateAttributes } from '../vocabulary/reading.ts';
import { firstText, type Attributes } from './attributes.ts';
import type { ObservationLevel } from './observation.ts';

const errorStatus = 2;

/** The level that the sender names (any common spelling), else ERROR for an error status, else DEFAULT. */
export function observationLevel(status: WireSpan['status'], attributes: Attributes): ObservationLevel {
  const named = firstText(attributes, [stateAttributes.level])?.trim().toUpperCase();
  return aliases.get(named ?? '') ?? (status.code === errorStatus ? 'ERROR' : 'DEFAULT');
}

export function statusMessage(status: WireSpan['status'], attributes: Attributes): string | null {
  return firstText(attributes, [stateAttributes.statusMessage]) ?? (status.message || null);
}

const aliases: ReadonlyMap<string, ObservationLevel> = new Map([
  ['DEBUG', 'DEBUG'],
  ['TRACE', 'DEBUG'],
  ['VERBOSE', 'DEBUG'],
  ['DEFAULT', 'DEFAULT'],
  ['INFO', 'DEFAULT'],
  ['LOG', 'DEFAULT'],
  ['NOTICE', 'DEFAULT'],
  ['OK', 'DEFAULT'],
  ['SUCCESS', 'DEFAULT'],
  ['WARN', 'WARNING'],
  ['WARNING', 'WARNING'],
  ['ERROR', 'ERROR'],
  ['FATAL', 'ERROR'],
  ['CRITICAL', 'ERROR'],
]);
