/**
 * Every attribute name that we write, in one table. GenAI names are those of semantic conventions 1.41.1, the last
 * release that Langfuse 4.16 understands in full: of the newer names it does not know `cache_write.input_tokens` and
 * would count those tokens twice.
 */
export const writing = {
  traceName: 'langfuse.trace.name',
  traceTags: 'langfuse.trace.tags',
  sessionId: 'session.id',
  conversationId: 'gen_ai.conversation.id',
  userId: 'user.id',
  environment: 'langfuse.environment',
  release: 'langfuse.release',
  version: 'langfuse.version',
  isAppRoot: 'langfuse.internal.is_app_root',

  observationType: 'langfuse.observation.type',
  level: 'langfuse.observation.level',
  statusMessage: 'langfuse.observation.status_message',
  input: 'langfuse.observation.input',
  output: 'langfuse.observation.output',
  completionStartTime: 'langfuse.observation.completion_start_time',
  costDetails: 'langfuse.observation.cost_details',
  metadataPrefix: 'langfuse.observation.metadata.',

  operationName: 'gen_ai.operation.name',
  agentName: 'gen_ai.agent.name',
  providerName: 'gen_ai.provider.name',
  requestModel: 'gen_ai.request.model',
  /** Not in 1.41.1 yet; Langfuse shows every `gen_ai.request.*` as a model parameter. */
  requestReasoningLevel: 'gen_ai.request.reasoning.level',
  /** Langfuse picks the price tier by this name and by no other. */
  requestServiceTier: 'gen_ai.request.service_tier',
  responseId: 'gen_ai.response.id',
  responseModel: 'gen_ai.response.model',
  responseFinishReasons: 'gen_ai.response.finish_reasons',
  responseTimeToFirstChunk: 'gen_ai.response.time_to_first_chunk',
  usageInputTokens: 'gen_ai.usage.input_tokens',
  usageOutputTokens: 'gen_ai.usage.output_tokens',
  usageCacheReadInputTokens: 'gen_ai.usage.cache_read.input_tokens',
  usageCacheCreationInputTokens: 'gen_ai.usage.cache_creation.input_tokens',
  usageReasoningOutputTokens: 'gen_ai.usage.reasoning.output_tokens',
  toolName: 'gen_ai.tool.name',
  toolType: 'gen_ai.tool.type',
  toolCallId: 'gen_ai.tool.call.id',
  toolCallArguments: 'gen_ai.tool.call.arguments',
  toolCallResult: 'gen_ai.tool.call.result',
  tokenType: 'gen_ai.token.type',
  errorType: 'error.type',

  eventName: 'event.name',
  eventTimestamp: 'event.timestamp',
  logRecordUid: 'log.record.uid',
  turnId: 'turn.id',
  parentConversationId: 'parent.conversation.id',
  parentTurnId: 'parent.turn.id',
  parentCallId: 'parent.call_id',
} as const;

/** Values of `gen_ai.operation.name`. */
export const operations = { chat: 'chat', executeTool: 'execute_tool', invokeAgent: 'invoke_agent' } as const;

/** Values of `langfuse.observation.type` that we write. */
export type WrittenObservationType = 'agent' | 'event' | 'generation' | 'span' | 'tool';

/**
 * Name of the instrumentation scope of everything that we derive from events. A receiver that sees it on log records
 * knows that the spans come separately and assembles none, or each cost would count twice.
 */
export const SCOPE_NAME = 'codex-langfuse';

/** `gen_ai.agent.name` of the root span of our own agent. */
export const AGENT_NAME = 'codex';
