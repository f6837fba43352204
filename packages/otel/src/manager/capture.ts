import type { CaptureLevel, CapturePolicy, ContentKind, DestinationConfig } from '@codex-langfuse/config';
import type { ConversationItem } from '@codex-langfuse/events';

const KINDS = [
  'prompts',
  'responses',
  'tool_arguments',
  'tool_output',
  'system',
] as const satisfies readonly ContentKind[];
const LEVELS = ['metadata', 'redacted', 'full'] as const satisfies readonly CaptureLevel[];

/** What the most permissive destination may see: so much stands in the journal. */
export function mostPermissive(policies: readonly CapturePolicy[]): CapturePolicy {
  return combine(policies, Math.max);
}

/** What all of them allow. */
export function leastPermissive(policies: readonly CapturePolicy[]): CapturePolicy {
  return combine(policies, Math.min);
}

export function mostPermissiveOf(destinations: readonly DestinationConfig[]): CapturePolicy {
  return mostPermissive(destinations.map((destination) => destination.capture));
}

function combine(policies: readonly CapturePolicy[], choose: (...values: number[]) => number): CapturePolicy {
  const level = (kind: ContentKind): CaptureLevel =>
    LEVELS[choose(...policies.map((policy) => LEVELS.indexOf(policy[kind])))] ?? 'metadata';
  const [prompts, responses, toolArguments, toolOutput, system] = KINDS.map(level);
  return {
    prompts: prompts ?? 'metadata',
    responses: responses ?? 'metadata',
    tool_arguments: toolArguments ?? 'metadata',
    tool_output: toolOutput ?? 'metadata',
    system: system ?? 'metadata',
    maxBytes: choose(...policies.map((policy) => policy.maxBytes)),
  };
}

/** The kind of content an attribute holds; an attribute that is not listed here is never journaled. */
export function kindOfAttribute(attribute: string): ContentKind | undefined {
  return KIND_BY_ATTRIBUTE[attribute];
}

const KIND_BY_ATTRIBUTE: Readonly<Record<string, ContentKind>> = {
  prompt: 'prompts',
  response: 'responses',
  arguments: 'tool_arguments',
  output: 'tool_output',
};

/** Attributes that hold content. */
export const CONTENT_ATTRIBUTES: readonly string[] = Object.keys(KIND_BY_ATTRIBUTE);

/** The kind of content a conversation item is, by the list it stands in, its type and its role. */
export function kindOfItem(list: string, item: ConversationItem): ContentKind {
  if (list === 'tools') return 'system';
  if (item.type.endsWith('_output')) return 'tool_output';
  if (item.type.endsWith('_call')) return 'tool_arguments';
  if (item['role'] === 'system' || item['role'] === 'developer') return 'system';
  if (item['role'] === 'user') return 'prompts';
  return 'responses';
}
