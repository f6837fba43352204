import type { ConversationItem } from '@codex-langfuse/events';

import type { ShellToolName } from '../conversation-input.ts';
import { deepFreeze } from '../record.ts';
import { PATCH_GRAMMAR } from './apply-patch/patch-grammar.ts';

/** The tools offered to the model, frozen: the same objects stand in every request. */
export function toolDefinitions(input: {
  readonly shellTool: ShellToolName;
  /** Whether the model may ask to leave the sandbox: only where somebody can say yes. */
  readonly escalation: boolean;
}): readonly ConversationItem[] {
  return deepFreeze([shellDefinition(input.shellTool, input.escalation), APPLY_PATCH, UPDATE_PLAN]);
}

function shellDefinition(name: ShellToolName, escalation: boolean): ConversationItem {
  const key = name === 'exec_command' ? 'cmd' : 'command';
  return {
    type: 'function',
    name,
    description:
      'Runs a shell command to its end and returns its exit code and output. There is no terminal and no input. ' +
      'Whatever the command leaves running in the background is stopped when it ends.',
    strict: false,
    parameters: {
      type: 'object',
      properties: {
        [key]: { type: 'string', description: 'Command line for the shell.' },
        workdir: { type: 'string', description: 'Folder to run in; the working folder when left out.' },
        timeout_ms: {
          type: 'number',
          description: 'The command is killed after this many milliseconds; default 120000.',
        },
        ...(name === 'exec_command'
          ? { max_output_tokens: { type: 'number', description: 'Longer output has its middle cut; default 10000.' } }
          : {}),
        ...(escalation ? ESCALATION : {}),
      },
      required: [key],
      additionalProperties: false,
    },
  };
}

const ESCALATION = {
  sandbox_permissions: {
    type: 'string',
    enum: ['use_default', 'require_escalated'],
    description: 'Set to require_escalated to ask the user to run the command outside the sandbox.',
  },
  justification: { type: 'string', description: 'One sentence for the user: why the command must leave the sandbox.' },
};

const APPLY_PATCH: ConversationItem = {
  type: 'custom',
  name: 'apply_patch',
  description: 'Adds, changes, moves and deletes files with a patch. The input is the patch itself, not JSON.',
  format: { type: 'grammar', syntax: 'lark', definition: PATCH_GRAMMAR },
};

const UPDATE_PLAN: ConversationItem = {
  type: 'function',
  name: 'update_plan',
  description: 'Shows the user the steps of the task and how far they are. At most one step is in progress.',
  strict: false,
  parameters: {
    type: 'object',
    properties: {
      explanation: { type: 'string' },
      plan: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            step: { type: 'string' },
            status: { type: 'string', enum: ['pending', 'in_progress', 'completed'] },
          },
          required: ['step', 'status'],
          additionalProperties: false,
        },
      },
    },
    required: ['plan'],
    additionalProperties: false,
  },
};
