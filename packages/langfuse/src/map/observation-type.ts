import { aiSdkAttributes, typeAttributes } from '../vocabulary/reading.ts';
import { firstText, firstValue, type Attributes } from './attributes.ts';
import type { ObservationType } from './observation.ts';

/** Langfuse asks these conventions in this order; the first that knows the span decides. */
export function observationType(attributes: Attributes): ObservationType {
  return (
    lookUp(langfuseTypes, firstText(attributes, [typeAttributes.langfuse])) ??
    lookUp(openInferenceKinds, firstText(attributes, [typeAttributes.openInference])) ??
    lookUp(genAiOperations, firstText(attributes, [typeAttributes.operation])) ??
    lookUp(genkitSubtypes, firstText(attributes, [typeAttributes.genkitSubtype])) ??
    aiSdkType(attributes) ??
    (firstValue(attributes, typeAttributes.tool) !== undefined ? 'TOOL' : undefined) ??
    (firstValue(attributes, typeAttributes.model) !== undefined ? 'GENERATION' : 'SPAN')
  );
}

const langfuseTypes: ReadonlyMap<string, ObservationType> = new Map([
  ['span', 'SPAN'],
  ['generation', 'GENERATION'],
  ['event', 'EVENT'],
  ['embedding', 'EMBEDDING'],
  ['agent', 'AGENT'],
  ['tool', 'TOOL'],
  ['chain', 'CHAIN'],
  ['retriever', 'RETRIEVER'],
  ['guardrail', 'GUARDRAIL'],
  ['evaluator', 'EVALUATOR'],
]);

const openInferenceKinds: ReadonlyMap<string, ObservationType> = new Map([
  ['CHAIN', 'CHAIN'],
  ['RETRIEVER', 'RETRIEVER'],
  ['LLM', 'GENERATION'],
  ['EMBEDDING', 'EMBEDDING'],
  ['AGENT', 'AGENT'],
  ['TOOL', 'TOOL'],
  ['GUARDRAIL', 'GUARDRAIL'],
  ['EVALUATOR', 'EVALUATOR'],
]);

const genAiOperations: ReadonlyMap<string, ObservationType> = new Map([
  ['chat', 'GENERATION'],
  ['completion', 'GENERATION'],
  ['text_completion', 'GENERATION'],
  ['generate_content', 'GENERATION'],
  ['generate', 'GENERATION'],
  ['embeddings', 'EMBEDDING'],
  ['invoke_agent', 'AGENT'],
  ['create_agent', 'AGENT'],
  ['execute_tool', 'TOOL'],
]);

const genkitSubtypes: ReadonlyMap<string, ObservationType> = new Map([
  ['model', 'GENERATION'],
  ['tool', 'TOOL'],
  ['embedder', 'EMBEDDING'],
  ['retriever', 'RETRIEVER'],
  ['evaluator', 'EVALUATOR'],
]);

/** The AI SDK writes `ai.generateText.doGenerate` and, in `operation.name`, the function id behind a blank. */
function aiSdkType(attributes: Attributes): ObservationType | undefined {
  for (const name of [aiSdkAttributes.operationName, aiSdkAttributes.operationId]) {
    const operation = firstText(attributes, [name])?.split(' ', 1)[0] ?? '';
    if (!operation.startsWith('ai.')) continue;
    if (operation === 'ai.toolCall') return 'TOOL';
    if (operation.endsWith('.doGenerate') || operation.endsWith('.doStream')) return 'GENERATION';
    if (operation.endsWith('.doEmbed')) return 'EMBEDDING';
  }
  return undefined;
}

function lookUp(table: ReadonlyMap<string, ObservationType>, key: string | null): ObservationType | undefined {
  return key === null ? undefined : table.get(key);
}
