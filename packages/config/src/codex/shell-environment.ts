import type { ShellEnvironmentPolicy } from '../codex-config.ts';
import { boolean, oneOf, textList } from '../read/decoders.ts';
import type { ReadContext } from '../read/read-context.ts';
import type { ReaderOf } from '../read/table-reader.ts';
import { readSecretTexts } from './http-headers.ts';

/** Reads `[shell_environment_policy]`; undefined when there is none. */
export function readShellEnvironment(root: ReaderOf<'root'>, context: ReadContext): ShellEnvironmentPolicy | undefined {
  const table = root.table<'shell_environment_policy'>('shell_environment_policy');
  if (!table.present) return undefined;
  const policy: ShellEnvironmentPolicy = {
    inherit: table.value('inherit', oneOf('all', 'core', 'none'), 'all'),
    ignoreDefaultExcludes: table.value('ignore_default_excludes', boolean, true),
    exclude: table.value('exclude', textList, []),
    includeOnly: table.value('include_only', textList, []),
    set: readSecretTexts(table, 'set', context),
    useProfile: table.value('experimental_use_profile', boolean, false),
  };
  table.finish();
  return policy;
}
