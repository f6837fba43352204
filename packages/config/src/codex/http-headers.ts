import { tableEntries, text } from '../read/decoders.ts';
import { environmentText } from '../read/environment-text.ts';
import type { ReadContext } from '../read/read-context.ts';
import type { TableReader } from '../read/table-reader.ts';
import { Secret } from '../secret.ts';
import { dottedKey } from '../tree/config-node.ts';

/**
 * `http_headers`, and `env_http_headers` whose values name variables; unset ones are left out, as in the real Codex.
 * Names as they are written.
 */
export function readHttpHeaders(
  reader: TableReader<'http_headers' | 'env_http_headers'>,
  context: ReadContext,
): Readonly<Record<string, Secret>> {
  const written = readSecretTexts(reader, 'http_headers', context);
  const headers = new Map(Object.entries(written));
  const node = reader.node('env_http_headers');
  const entries = node === undefined ? [] : tableEntries(node, { key: reader.keyOf('env_http_headers'), context });
  for (const [name, entry] of entries) {
    const key = `${reader.keyOf('env_http_headers')}.${dottedKey([name])}`;
    const variable = text(entry, { key, context });
    const value = environmentText(context, variable);
    if (value === undefined) continue;
    const source = `env ${variable}`;
    context.values.push({ key, value: '[redacted]', origin: entry.origin, source });
    headers.set(name, new Secret(value, source));
  }
  return Object.fromEntries(headers);
}

/** A table of texts, each of which may be a secret. */
export function readSecretTexts<Name extends string>(
  reader: TableReader<Name>,
  name: Name,
  context: ReadContext,
): Readonly<Record<string, Secret>> {
  const node = reader.node(name);
  if (node === undefined) return {};
  const key = reader.keyOf(name);
  return Object.fromEntries(
    tableEntries(node, { key, context }).map(([entryName, entry]) => {
      const own = `${key}.${dottedKey([entryName])}`;
      const value = text(entry, { key: own, context });
      context.values.push({ key: own, value: '[redacted]', origin: entry.origin, source: 'config' });
      return [entryName, new Secret(value, 'config')];
    }),
  );
}
