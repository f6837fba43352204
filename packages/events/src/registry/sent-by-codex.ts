import type { AttributeType } from '../definition.ts';

/** An optional attribute that the real Codex sends and that holds no content; most of its attributes are such. */
export function sentByCodex<Type extends AttributeType>(type: Type, when: string, description: string) {
  return { type, presence: 'optional', when, privacy: 'metadata', description, source: 'codex' } as const;
}
