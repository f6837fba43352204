import type { CodexConfig } from '../codex-config.ts';
import { resolvePath } from '../layers/paths.ts';
import { nonEmptyText, text } from '../read/decoders.ts';
import { valueError } from '../read/read-context.ts';
import type { ReadContext } from '../read/read-context.ts';
import type { ReaderOf } from '../read/table-reader.ts';
import type { SettingName } from '../schema/table-id.ts';
import { folderOf } from '../secrets/read-secret.ts';

type Instructions = Pick<
  CodexConfig,
  'modelInstructionsFile' | 'developerInstructions' | 'compactPrompt' | 'compactPromptFile'
>;

/** What the model is told beside the conversation. Files are named, not read. */
export function readInstructions(root: ReaderOf<'root'>, context: ReadContext): Instructions {
  const former = readPath(root, 'experimental_instructions_file', context);
  const modelInstructionsFile = readPath(root, 'model_instructions_file', context) ?? former;
  const developerInstructions = root.optional('developer_instructions', text);
  const compactPrompt = root.optional('compact_prompt', text);
  const compactPromptFile = readPath(root, 'experimental_compact_prompt_file', context);
  return {
    ...(modelInstructionsFile === undefined ? {} : { modelInstructionsFile }),
    ...(developerInstructions === undefined ? {} : { developerInstructions }),
    ...(compactPrompt === undefined ? {} : { compactPrompt }),
    ...(compactPromptFile === undefined ? {} : { compactPromptFile }),
  };
}

function readPath(root: ReaderOf<'root'>, name: SettingName<'root'>, context: ReadContext): string | undefined {
  const node = root.node(name);
  if (node === undefined) return undefined;
  const key = root.keyOf(name);
  const written = nonEmptyText(node, { key, context });
  if (written.includes('\0')) {
    throw valueError(context, { key, problem: 'is not a path', hint: 'Write a path.', origin: node.origin });
  }
  const path = resolvePath(written, folderOf(node.origin, context), context.home);
  context.values.push({ key, value: path, origin: node.origin });
  return path;
}
