import type { Int64String, WireResource, WireScope, WireSpan } from '@codex-langfuse/otlp';
import { modelPrices } from '../prices/model-prices.ts';
import type { PriceTable } from '../prices/price-table.ts';
import { asText, readAttributes } from './attributes.ts';
import { inputOutput } from './io/input-output.ts';
import { observationLevel, statusMessage } from './level.ts';
import { collectMetadata, flattenMetadata } from './metadata.ts';
import { prompt } from './model.ts';
import { observationName } from './observation-name.ts';
import { observationType } from './observation-type.ts';
import type { Observation } from './observation.ts';
import { times } from './times.ts';
import { moveDefinitionsToInput, toolDefinitions } from './tools/tool-definitions.ts';
import { toolCalls } from './tools/tool-calls.ts';
import { traceFields } from './trace-fields.ts';
import { usageAndCost, type TokenCounter } from './usage-and-cost.ts';

export interface MapSpanOptions {
  /** Default: `modelPrices`, Langfuse's table and the Codex models that it lacks. */
  readonly prices?: PriceTable;
  /** Estimates the usage of a priced model when the span states neither usage nor cost, as Langfuse does. */
  readonly countTokens?: TokenCounter;
  /** Stands in for the times of a span that has none. Default: the epoch. */
  readonly receivedAtUnixNano?: Int64String;
}

/**
 * The observation that Langfuse 4.16 makes of a span on its V4 path; pure. Where we differ on purpose is listed in
 * docs/differences-from-langfuse.md of this package. Ids are taken as they are: validity is the intake's business.
 */
export function mapSpan(
  span: WireSpan,
  resource: WireResource,
  scope: WireScope,
  options: MapSpanOptions = {},
): Observation {
  const attributes = readAttributes(span.attributes);
  const resourceAttributes = readAttributes(resource.attributes);
  const type = observationType(attributes);
  const { input: foundInput, output: foundOutput } = inputOutput({ attributes, events: span.events, scope });
  const moved = moveDefinitionsToInput(foundInput, collectMetadata(attributes, resourceAttributes, scope));
  const input = nullableText(moved.input);
  const output = nullableText(foundOutput);
  return {
    id: span.spanId,
    traceId: span.traceId,
    parentObservationId: /^0*$/.test(span.parentSpanId) ? null : span.parentSpanId,
    type,
    name: observationName(span.name, attributes),
    ...times(span, attributes, options.receivedAtUnixNano ?? '0'),
    level: observationLevel(span.status, attributes),
    statusMessage: statusMessage(span.status, attributes),
    ...traceFields(attributes, resourceAttributes),
    ...usageAndCost(
      attributes,
      { input, output },
      {
        prices: options.prices ?? modelPrices,
        ...(options.countTokens === undefined ? {} : { countTokens: options.countTokens }),
      },
    ),
    input,
    output,
    metadata: flattenMetadata(moved.metadata),
    toolDefinitions: toolDefinitions(moved.input),
    ...toolCalls(foundOutput),
    ...prompt(type, attributes),
  };
}

function nullableText(value: unknown): string | null {
  return value === undefined || value === null ? null : asText(value);
}
