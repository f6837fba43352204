import type { Origin } from '../origin.ts';
import { tableEntries } from '../read/decoders.ts';
import { placeOf } from '../read/read-context.ts';
import type { ReadContext } from '../read/read-context.ts';
import type { ReaderOf } from '../read/table-reader.ts';
import { dottedKey } from '../tree/config-node.ts';
import type { ConfigNode } from '../tree/config-node.ts';
import { parseKeyValueList } from './environment-defaults.ts';
import type { EnvironmentValue } from './environment-defaults.ts';

/**
 * Reads a table of attributes. Numbers and booleans become text; anything else is left out with a warning, as in the
 * real Codex: one wrong attribute is no reason to send nothing.
 */
export function readAttributes(node: ConfigNode, key: string, context: ReadContext): Readonly<Record<string, string>> {
  const attributes = new Map<string, string>();
  for (const [attribute, entry] of tableEntries(node, { key, context })) {
    const own = `${key}.${dottedKey([attribute])}`;
    const value = entry.kind === 'value' && !(entry.value instanceof Date) ? String(entry.value) : undefined;
    if (value === undefined || attribute.trim() === '') {
      leaveOut(own, 'must be text', entry.origin, context);
      continue;
    }
    context.values.push({ key: own, value, origin: entry.origin });
    attributes.set(attribute, value);
  }
  return Object.fromEntries(attributes);
}

/** `OTEL_RESOURCE_ATTRIBUTES` below what the config says. */
export function withEnvironmentAttributes(
  written: Readonly<Record<string, string>>,
  variable: EnvironmentValue,
  context: ReadContext,
): Readonly<Record<string, string>> {
  const origin: Origin = { layer: 'environment' };
  const pairs = parseKeyValueList(variable.value);
  if (pairs === undefined) {
    leaveOut(variable.name, 'is not a list of name=value', origin, context);
    return written;
  }
  const attributes = new Map([...pairs].filter(([name]) => name !== '__proto__'));
  for (const [name, value] of attributes) {
    const key = `otel.resource_attributes.${dottedKey([name])}`;
    if (!Object.hasOwn(written, name)) context.values.push({ key, value, origin, source: `env ${variable.name}` });
  }
  return { ...Object.fromEntries(attributes), ...written };
}

const MEMBER = /^[a-z0-9][a-z0-9_*/@-]{0,255}$/;
const FIELD_NAME = /^[\x21-\x2b\x2d-\x39\x3c\x3e-\x7e]+$/;
const FIELD_VALUE = /^(?:[\x20-\x2b\x2d-\x3a\x3c\x3e-\x7e]*[\x21-\x2b\x2d-\x3a\x3c\x3e-\x7e])?$/;

/** Reads `[otel.tracestate.<member>]`; entries that cannot stand in a tracestate header are left out with a warning. */
export function readTracestate(
  reader: ReaderOf<'otel'>,
  context: ReadContext,
): Readonly<Record<string, Readonly<Record<string, string>>>> | undefined {
  const node = reader.node('tracestate');
  if (node === undefined) return undefined;
  const key = reader.keyOf('tracestate');
  const members = tableEntries(node, { key, context }).flatMap(([member, entry]) => {
    const own = `${key}.${dottedKey([member])}`;
    if (!MEMBER.test(member) || entry.kind !== 'table') {
      leaveOut(own, 'must be a table under a tracestate member name', entry.origin, context);
      return [];
    }
    const fields = Object.entries(readAttributes(entry, own, context));
    const valid = fields.filter(([name, value]) => FIELD_NAME.test(name) && FIELD_VALUE.test(value));
    if (valid.length < fields.length)
      leaveOut(own, 'has a field that cannot stand in tracestate', entry.origin, context);
    return valid.length === 0 ? [] : [[member, Object.fromEntries(valid)] as const];
  });
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

function leaveOut(key: string, problem: string, origin: Origin, context: ReadContext): void {
  const message = `${placeOf(origin)}${key}: ${problem}; it is left out`;
  context.warnings.push({ code: 'invalid_attribute', message, hint: 'Correct or remove it.', origin });
}
