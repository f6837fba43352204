import type { CodexConfig } from '@codex-langfuse/config';
import type { ConversationItem } from '@codex-langfuse/events';

import { userMessage } from './user-message.ts';

/** Tells the model where it is and what it may do. */
export function environmentContext(input: {
  readonly config: CodexConfig;
  readonly cwd: string;
  readonly shell: string;
}): ConversationItem {
  const { config } = input;
  const network = config.sandboxMode === 'danger-full-access' ? 'enabled' : 'restricted';
  return userMessage(
    [
      '<environment_context>',
      `  <cwd>${input.cwd}</cwd>`,
      `  <approval_policy>${config.approvalPolicy}</approval_policy>`,
      `  <sandbox_mode>${config.sandboxMode}</sandbox_mode>`,
      `  <network_access>${network}</network_access>`,
      `  <shell>${input.shell}</shell>`,
      '</environment_context>',
    ].join('\n'),
  );
}
