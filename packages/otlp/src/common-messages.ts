import { int64 } from './int64-scalars.ts';
import { base64, bool, namedDouble, text, uint32 } from './scalars.ts';
import { always, defineMessage, explicit, nested, optionalNested, repeated, unlessDefault } from './schema.ts';
import type { MessageSchema } from './schema.ts';
import type { AnyValue, KeyValue, WireResource, WireScope } from './wire.ts';

/** opentelemetry/proto/common/v1/common.proto */
export const anyValue: MessageSchema<AnyValue> = defineMessage<AnyValue>(
  {
    stringValue: explicit(1, text, 'value'),
    boolValue: explicit(2, bool, 'value'),
    intValue: explicit(3, int64, 'value'),
    doubleValue: explicit(4, namedDouble, 'value'),
    arrayValue: optionalNested(5, () => arrayValue, 'value'),
    kvlistValue: optionalNested(6, () => keyValueList, 'value'),
    bytesValue: explicit(7, base64, 'value'),
  },
  true,
);

const arrayValue: MessageSchema<NonNullable<AnyValue['arrayValue']>> = defineMessage({
  values: repeated(1, () => anyValue),
});

/** opentelemetry/proto/common/v1/common.proto */
export const keyValue: MessageSchema<KeyValue> = defineMessage<KeyValue>({
  key: always(1, text),
  value: nested(2, () => anyValue),
});

const keyValueList: MessageSchema<NonNullable<AnyValue['kvlistValue']>> = defineMessage({
  values: repeated(1, () => keyValue),
});

/** opentelemetry/proto/resource/v1/resource.proto */
export const resource: MessageSchema<WireResource> = defineMessage<WireResource>({
  attributes: repeated(1, () => keyValue),
  droppedAttributesCount: unlessDefault(2, uint32),
});

/** `InstrumentationScope` of opentelemetry/proto/common/v1/common.proto */
export const scope: MessageSchema<WireScope> = defineMessage<WireScope>({
  name: always(1, text),
  version: unlessDefault(2, text),
  attributes: repeated(3, () => keyValue),
});
