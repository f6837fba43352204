import type { AttributeDefinition, AttributeType } from './definition.ts';
import type { COMMON_METADATA, EVENTS } from './registry/index.ts';

export type EventName = keyof typeof EVENTS;

export type AttributeValue = string | number | boolean | readonly string[];

/** The attributes of one event as a TypeScript type: a wrong name, type or value does not compile. */
export type EventAttributes<Name extends EventName> = AttributesOf<(typeof EVENTS)[Name]['attributes']>;

/** The metadata on every event. */
export type CommonMetadata = AttributesOf<typeof COMMON_METADATA>;

/** Names of the item lists of one event, such as `input` and `tools` of `api_request`. */
export type ItemListName<Name extends EventName> = (typeof EVENTS)[Name] extends { readonly items: infer Lists }
  ? keyof Lists & string
  : never;

/** The item lists of one event, holding items (live) or references to them (journaled). */
export type ItemLists<Name extends EventName, Item> = [ItemListName<Name>] extends [never]
  ? undefined
  : { readonly [List in ItemListName<Name>]?: readonly Item[] };

type AttributesOf<Definitions extends Readonly<Record<string, AttributeDefinition>>> = Simplify<
  {
    readonly [Key in keyof Definitions as Definitions[Key]['presence'] extends 'required' ? Key : never]: ValueOf<
      Definitions[Key]
    >;
  } & {
    readonly [Key in keyof Definitions as Definitions[Key]['presence'] extends 'required' ? never : Key]?: ValueOf<
      Definitions[Key]
    >;
  }
>;

type ValueOf<Definition extends AttributeDefinition> = Definition extends { readonly values: readonly (infer Value)[] }
  ? Value
  : ValueOfType<Definition['type']>;

type ValueOfType<Type extends AttributeType> = Type extends 'string'
  ? string
  : Type extends 'boolean'
    ? boolean
    : Type extends 'string[]'
      ? readonly string[]
      : number;

type Simplify<Type> = { [Key in keyof Type]: Type[Key] };
