import { resolvePath } from '../layers/paths.ts';
import { nonEmptyText, tableEntries } from '../read/decoders.ts';
import { valueError } from '../read/read-context.ts';
import type { ReadContext } from '../read/read-context.ts';
import type { ReaderOf } from '../read/table-reader.ts';
import { folderOf } from '../secrets/read-secret.ts';
import { dottedKey } from '../tree/config-node.ts';

/**
 * Reads `[otel.exporter_modules]`: kinds of exporters beyond the built-in ones, each with the module that has it. Paths
 * are made absolute; whoever delivers loads the modules, here none is.
 */
export function readExporterModules(otel: ReaderOf<'otel'>, context: ReadContext): Readonly<Record<string, string>> {
  const node = otel.node('exporter_modules');
  if (node === undefined) return {};
  const modules = new Map<string, string>();
  for (const [kind, entry] of tableEntries(node, { key: otel.keyOf('exporter_modules'), context })) {
    const key = `${otel.keyOf('exporter_modules')}.${dottedKey([kind])}`;
    const { origin } = entry;
    if (!/^[a-z][a-z0-9-]{0,39}$/.test(kind)) {
      const hint = 'Use lower-case letters, digits and "-", at most 40.';
      throw valueError(context, { key, problem: 'is not a name for a kind of exporter', hint, origin });
    }
    const path = resolvePath(nonEmptyText(entry, { key, context }), folderOf(origin, context), context.home);
    context.values.push({ key, value: path, origin });
    modules.set(kind, path);
  }
  return Object.fromEntries(modules);
}
