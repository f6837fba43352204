import type { SandboxWorkspaceWrite } from '../codex-config.ts';
import { resolvePath } from '../layers/paths.ts';
import { boolean, textList } from '../read/decoders.ts';
import type { ReadContext } from '../read/read-context.ts';
import type { ReaderOf } from '../read/table-reader.ts';
import { folderOf } from '../secrets/read-secret.ts';

/** Reads `[sandbox_workspace_write]`; undefined when there is none. Relative roots start at the folder of the file. */
export function readWorkspaceWrite(root: ReaderOf<'root'>, context: ReadContext): SandboxWorkspaceWrite | undefined {
  const table = root.table<'sandbox_workspace_write'>('sandbox_workspace_write');
  if (!table.present) return undefined;
  const origin = table.node('writable_roots')?.origin ?? table.origin;
  const roots = table.value('writable_roots', textList, []);
  const settings: SandboxWorkspaceWrite = {
    writableRoots: roots.map((path) => resolvePath(path, folderOf(origin, context), context.home)),
    networkAccess: table.value('network_access', boolean, false),
    excludeTmpdirEnvVar: table.value('exclude_tmpdir_env_var', boolean, false),
    excludeSlashTmp: table.value('exclude_slash_tmp', boolean, false),
  };
  table.finish();
  return settings;
}
