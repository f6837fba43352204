/**
 * The attribute names that the mapper reads, in the order in which Langfuse 4.16 prefers them (first match wins).
 * Writing uses its own, smaller set: what a reader accepts from everybody is more than what a good sender sends.
 */

export const nameAttributes = ['gen_ai.tool.name', 'genkit:name', 'logfire.msg', 'ai.toolCall.name'] as const;

export const aiSdkAttributes = {
  operationId: 'ai.operationId',
  operationName: 'operation.name',
  functionId: 'ai.telemetry.functionId',
  metadataPrefix: 'ai.telemetry.metadata.',
  promptReference: 'ai.telemetry.metadata.langfusePrompt',
  millisecondsToFirstChunk: ['ai.response.msToFirstChunk', 'ai.stream.msToFirstChunk'],
  input: ['ai.prompt.messages', 'ai.prompt', 'ai.toolCall.args', 'ai.values', 'ai.value'],
  text: ['ai.response.text', 'ai.result.text'],
  toolCalls: ['ai.response.toolCalls', 'ai.result.toolCalls'],
  otherOutput: ['ai.response.object', 'ai.result.object', 'ai.toolCall.result', 'ai.embeddings', 'ai.embedding'],
  tools: 'ai.prompt.tools',
} as const;

export const traceAttributes = {
  name: ['langfuse.trace.name'],
  userId: [
    'langfuse.user.id',
    'user.id',
    'langfuse.observation.metadata.langfuse_user_id',
    'langfuse.trace.metadata.langfuse_user_id',
    'ai.telemetry.metadata.userId',
  ],
  sessionId: [
    'langfuse.session.id',
    'session.id',
    'gen_ai.conversation.id',
    'langfuse.observation.metadata.langfuse_session_id',
    'langfuse.trace.metadata.langfuse_session_id',
    'ai.telemetry.metadata.sessionId',
  ],
  tags: [
    'langfuse.trace.tags',
    'langfuse.tags',
    'langfuse.observation.metadata.langfuse_tags',
    'langfuse.trace.metadata.langfuse_tags',
    'ai.telemetry.metadata.tags',
    'tag.tags',
  ],
  public: ['langfuse.trace.public', 'langfuse.public'],
  release: 'langfuse.release',
  version: 'langfuse.version',
  serviceVersion: 'service.version',
  environment: ['langfuse.environment', 'deployment.environment.name', 'deployment.environment'],
  isAppRoot: 'langfuse.internal.is_app_root',
} as const;

export const typeAttributes = {
  langfuse: 'langfuse.observation.type',
  openInference: 'openinference.span.kind',
  operation: 'gen_ai.operation.name',
  genkitSubtype: 'genkit:metadata:subtype',
  tool: ['gen_ai.tool.name', 'gen_ai.tool.call.id'],
  model: [
    'langfuse.observation.model.name',
    'gen_ai.request.model',
    'gen_ai.response.model',
    'llm.model_name',
    'model',
  ],
} as const;

export const stateAttributes = {
  level: 'langfuse.observation.level',
  statusMessage: 'langfuse.observation.status_message',
  completionStart: 'langfuse.observation.completion_start_time',
} as const;

export const modelAttributes = {
  name: [
    'langfuse.observation.model.name',
    'gen_ai.response.model',
    'ai.model.id',
    'gen_ai.request.model',
    'llm.response.model',
    'llm.model_name',
    'model',
  ],
  parameters: ['langfuse.observation.model.parameters', 'llm.invocation_parameters', 'model_config'],
  requestPrefix: 'gen_ai.request.',
} as const;

export const promptAttributes = {
  name: ['langfuse.observation.prompt.name', 'langfuse.prompt.name'],
  version: ['langfuse.observation.prompt.version', 'langfuse.prompt.version'],
} as const;

export const usageAttributes = {
  given: 'langfuse.observation.usage_details',
  prefixes: ['gen_ai.usage.', 'llm.token_count.'],
  givenCost: 'langfuse.observation.cost_details',
  totalCost: ['gen_ai.usage.cost', 'llm.cost.total'],
} as const;

export const metadataAttributes = {
  observationBlob: ['langfuse.observation.metadata', 'langfuse.metadata'],
  observationPrefixes: ['langfuse.observation.metadata.', 'langfuse.metadata.', 'ai.telemetry.metadata.'],
  traceBlob: ['langfuse.trace.metadata'],
  tracePrefixes: ['langfuse.trace.metadata.'],
} as const;

export const toolAttributes = {
  definitions: 'gen_ai.tool.definitions',
  modelRequest: 'model_request_parameters',
  indexedDefinition: /^llm\.tools\.(\d+)\.tool\.json_schema$/,
} as const;

export const langfuseInputOutput = {
  input: 'langfuse.observation.input',
  output: 'langfuse.observation.output',
} as const;

/** Pairs of attributes that hold input and output as they are; between them stand the branches with a rule of their own. */
export const genkitPair = { input: ['genkit:input'], output: ['genkit:output'] } as const;

export const plainPairs = {
  vertexAgent: {
    input: ['gcp.vertex.agent.llm_request', 'gcp.vertex.agent.tool_call_args'],
    output: ['gcp.vertex.agent.llm_response', 'gcp.vertex.agent.tool_response'],
  },
  logfirePrompt: { input: ['prompt'], output: ['all_messages_events'] },
  livekit: {
    input: ['lk.input_text', 'lk.user_transcript', 'lk.chat_ctx', 'lk.function_tool.arguments'],
    output: ['lk.response.text', 'lk.function_tool.output'],
  },
  mlflow: { input: ['mlflow.spanInputs'], output: ['mlflow.spanOutputs'] },
  traceloop: { input: ['traceloop.entity.input'], output: ['traceloop.entity.output'] },
  openInference: { input: ['input.value'], output: ['output.value'] },
  plain: { input: ['input'], output: ['output'] },
  pydanticAi: { input: ['pydantic_ai.all_messages', 'all_messages'], output: ['final_result'] },
  toolArguments: { input: ['tool_arguments'], output: ['tool_response'] },
} as const;

export const logfireEvents = 'events' as const;

export const indexedMessages = {
  genAi: { input: 'gen_ai.prompt', output: 'gen_ai.completion' },
  openInference: { input: 'llm.input_messages', output: 'llm.output_messages' },
} as const;

export const semconvMessages = {
  input: 'gen_ai.input.messages',
  output: 'gen_ai.output.messages',
  systemInstructions: 'gen_ai.system_instructions',
  toolArguments: 'gen_ai.tool.call.arguments',
  toolResult: 'gen_ai.tool.call.result',
} as const;

/** Names of span events that carry messages, and the attributes of the two that carry whole conversations. */
export const messageEvents = {
  operationDetails: 'gen_ai.client.inference.operation.details',
  rolePattern: /^gen_ai\.(system|user|assistant|tool)\.message$/,
  choice: 'gen_ai.choice',
  contentPrompt: 'gen_ai.content.prompt',
  contentPromptAttribute: 'gen_ai.prompt',
  contentCompletion: 'gen_ai.content.completion',
  contentCompletionAttribute: 'gen_ai.completion',
} as const;

/** Attributes that became input, output or metadata and are not repeated under `attributes`. */
export const consumedAttributes = {
  exact: [
    'langfuse.trace.input',
    'langfuse.trace.output',
    'langfuse.trace.metadata',
    'langfuse.observation.metadata',
    'langfuse.metadata',
  ],
  pattern: /^(?:gen_ai\.prompt|gen_ai\.completion)(?:\.|$)|^llm\.(?:input|output)_messages(?:\.|$)/,
} as const;
