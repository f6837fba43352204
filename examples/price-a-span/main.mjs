import { mapSpan } from '@codex-langfuse/langfuse';
import { toKeyValues } from '@codex-langfuse/otlp';

const span = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  parentSpanId: '',
  name: 'chat gpt-5-codex',
  kind: 3,
  startTimeUnixNano: '1795447617000000000',
  endTimeUnixNano: '1795447618500000000',
  attributes: toKeyValues({
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': 'gpt-5-codex',
    'gen_ai.usage.input_tokens': 1200,
    'gen_ai.usage.cache_read.input_tokens': 1000,
    'gen_ai.usage.output_tokens': 60,
  }),
  events: [],
  links: [],
  status: { code: 0 },
};

const { type, usageDetails, costDetails } = mapSpan(span, { attributes: [] }, { name: 'mine', attributes: [] });
console.log(type, usageDetails, costDetails);
