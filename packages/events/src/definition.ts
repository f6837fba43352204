/** The privacy classes of the design: metadata always leaves, content only as `capture` allows, secrets never. */
export type PrivacyClass = 'metadata' | 'content' | 'secret';

export type AttributeType = 'string' | 'integer' | 'number' | 'boolean' | 'string[]';

/** One attribute of one event. */
export interface AttributeDefinition {
  readonly type: AttributeType;
  /** UCUM-like: `ms`, `{token}`, `By`, `{char}`. */
  readonly unit?: string;
  readonly presence: 'required' | 'optional';
  /** When an optional attribute is there, in words. */
  readonly when?: string;
  /** The closed set of values, where there is one. */
  readonly values?: readonly string[];
  readonly privacy: PrivacyClass;
  readonly description: string;
  /** `codex`: the real Codex sends it, under this name; `ours`: we added it. */
  readonly source: 'codex' | 'ours';
}

/**
 * A list of conversation items that an event points at: messages, tool calls, tool outputs, tool definitions.
 * Items are content. They are journaled once each and referred to by hash.
 */
export interface ItemListDefinition {
  readonly presence: 'required' | 'optional';
  readonly description: string;
}

export interface EventDefinition {
  readonly description: string;
  /** Whether the real Codex has an event of this name. */
  readonly source: 'codex' | 'ours';
  readonly attributes: Readonly<Record<string, AttributeDefinition>>;
  readonly items?: Readonly<Record<string, ItemListDefinition>>;
}
