import { resolve } from 'node:path';

import type { EventAttributes } from '@codex-langfuse/events';

import { parsePatch } from '../tools/apply-patch/parse-patch.ts';
import { commandOutputBody } from '../tools/command-output.ts';
import { parseCall, type ParsedCall } from '../tools/parse-call.ts';
import type { ExecJsonItemDetails, FileChange } from './exec-json-event.ts';

/** A call as it begins, read from its arguments; undefined when it is none that is shown. */
export function toolItem(
  name: string,
  argumentsText: string,
  cwd: string | undefined,
): ExecJsonItemDetails | undefined {
  const parsed = parseAnyKind(name, argumentsText, cwd ?? '/');
  if (parsed.kind === 'command') {
    const command = typeof parsed.command === 'string' ? parsed.command : parsed.command.map(quoted).join(' ');
    return { type: 'command_execution', command, aggregated_output: '', exit_code: null, status: 'in_progress' };
  }
  if (parsed.kind === 'patch') {
    return {
      type: 'file_change',
      changes: fileChanges(parsed.patch, cwd === undefined ? undefined : parsed.workdir),
      status: 'in_progress',
    };
  }
  if (parsed.kind === 'plan') {
    return {
      type: 'todo_list',
      items: parsed.plan.map(({ step, status }) => ({ text: step, completed: status === 'completed' })),
    };
  }
  return undefined;
}

/** The same item when its call has ended. */
export function toolItemEnd(item: ExecJsonItemDetails, result: EventAttributes<'tool_result'>): ExecJsonItemDetails {
  if (item.type === 'file_change') return { ...item, status: result.success ? 'completed' : 'failed' };
  if (item.type !== 'command_execution') return item;
  const declined = result['error.message'] === 'denied';
  return {
    ...item,
    aggregated_output: commandOutputBody(result.output ?? ''),
    exit_code: result.exit_code ?? null,
    status: declined ? 'declined' : result.success ? 'completed' : 'failed',
  };
}

/** The event does not say whether `apply_patch` was called as a function or as a custom tool; JSON tells. */
function parseAnyKind(name: string, argumentsText: string, cwd: string): ParsedCall {
  const custom = name === 'apply_patch' && !argumentsText.trimStart().startsWith('{');
  return parseCall({ kind: custom ? 'custom' : 'function', name, callId: '', input: argumentsText }, cwd);
}

function fileChanges(patch: string, workdir: string | undefined): readonly FileChange[] {
  const parsed = parsePatch(patch);
  if (parsed.kind === 'invalid') return [];
  return parsed.hunks.map((hunk) => ({
    path: workdir === undefined ? hunk.path : resolve(workdir, hunk.path),
    kind: hunk.kind,
  }));
}

/** Quotes an argument for a POSIX shell where it needs to be. */
function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
