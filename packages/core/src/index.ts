export { createConversation, type Conversation } from './conversation.ts';
export type { ApprovalAnswer, ApprovalRequest, ConversationInput, ShellToolName } from './conversation-input.ts';
export type { TurnError, TurnErrorCode, TurnResult, TurnUsage } from './turn-result.ts';
export { systemClock, type Clock } from './clock.ts';
export { combineSinks } from './combine-sinks.ts';
export { askTmuxServer, terminalType } from './identity/terminal-type.ts';
export { userAgent } from './identity/user-agent.ts';
export { findGitRoot, shouldRefuseDirectory } from './repository-check.ts';
export {
  createScriptedModel,
  type ScriptedModel,
  type ScriptedModelInput,
} from './scripted-model/create-scripted-model.ts';
export type {
  ScriptedItem,
  ScriptedReply,
  ScriptedRequest,
  ScriptedToolOutput,
  ScriptedUsage,
} from './scripted-model/reply.ts';
export { createExecJsonStream, type ExecJsonOptions } from './exec-json/create-exec-json-stream.ts';
export type {
  ExecJsonEvent,
  ExecJsonItem,
  ExecJsonItemDetails,
  ExecJsonUsage,
  FileChange,
} from './exec-json/exec-json-event.ts';
