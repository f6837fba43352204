import type { CodexConfig } from '../codex-config.ts';
import { resolvePath } from '../layers/paths.ts';
import { nonEmptyText, text } from '../read/decoders.ts';
import { valueError } from '../read/read-context.ts';
import type { ReadContext } from '../read/read-context.ts';
import type { ReaderOf } from '../read/table-reader.ts';
import type { SettingName } from '../schema/table-id.ts';
import { folderOf } from '../secrets/read-secret.ts';
import type { ConfigNode } from '../tree/config-node.ts';

type Instruction = 'modelInstructionsFile' | 'developerInstructions' | 'compactPrompt' | 'compactPromptFile';
type Instructions = { readonly [Name in Instruction]: CodexConfig[Name] | undefined };

/** What the model is told beside the conversation. Files are named, not read. */
export function readInstructions(root: ReaderOf<'root'>, context: ReadContext): Instructions {
  const path = (name: SettingName<'root'>): string | undefined => {
    const node = root.node(name);
    return node === undefined ? undefined : readPath(node, name, root, context);
  };
  const former = path('experimental_instructions_file');
  return {
    modelInstructionsFile: path('model_instructions_file') ?? former,
    developerInstructions: root.optional('developer_instructions', text),
    compactPrompt: root.optional('compact_prompt', text),
    compactPromptFile: path('experimental_compact_prompt_file'),
  };
}

function readPath(node: ConfigNode, name: SettingName<'root'>, root: ReaderOf<'root'>, context: ReadContext): string {
  const key = root.keyOf(name);
  const written = nonEmptyText(node, { key, context });
  if (written.includes('\0')) {
    throw valueError(context, { key, problem: 'is not a path', hint: 'Write a path.', origin: node.origin });
  }
  const path = resolvePath(written, folderOf(node.origin, context), context.home);
  context.values.push({ key, value: path, origin: node.origin });
  return path;
}
