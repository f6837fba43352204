import { langfuseKnowsPrice, priceUsage } from '../prices/index.ts';
import { disjointUsage, type TokenUsage } from './request-usage.ts';

/**
 * `langfuse.observation.cost_details`, USD per usage type with `total`, as JSON text: for models that Langfuse cannot
 * price, by our prices, else as the sender of the events reckons it. For all others it is absent, so that a Langfuse
 * with newer prices uses those.
 */
export function costDetails(
  { requestModel, responseModel }: { requestModel: string; responseModel: string | undefined },
  usage: TokenUsage,
  { serviceTier, reported }: { serviceTier: string | undefined; reported: number | undefined },
): string | undefined {
  // Langfuse looks up the model that answered and, failing that name, none.
  if (langfuseKnowsPrice(responseModel ?? requestModel)) return undefined;
  const parameters = serviceTier === undefined ? {} : { service_tier: serviceTier };
  for (const model of [responseModel, requestModel]) {
    const costs = model === undefined ? undefined : costsOf(model, disjointUsage(usage), parameters);
    if (costs !== undefined) return JSON.stringify(costs);
  }
  return reported !== undefined && reported >= 0 ? JSON.stringify({ total: toStoredDigits(reported) }) : undefined;
}

function costsOf(
  model: string,
  usage: Record<string, number>,
  parameters: Record<string, string>,
): Readonly<Record<string, number>> | undefined {
  const priced = priceUsage(model, usage, parameters)?.costDetails;
  if (priced?.['total'] === undefined) return undefined;
  const { output = 0, output_reasoning_tokens: reasoning = 0 } = usage;
  if (reasoning === 0 || priced['output_reasoning_tokens'] !== undefined) return priced;
  return withReasoning(
    priceUsage(model, { ...usage, output: output + reasoning }, parameters)?.costDetails,
    output,
    reasoning,
  );
}

/** Reasoning is billed as output: where a model has no price of its own for it, it has its share of the output's. */
function withReasoning(
  costs: Readonly<Record<string, number>> | undefined,
  output: number,
  reasoning: number,
): Readonly<Record<string, number>> | undefined {
  const together = costs?.['output'];
  if (costs === undefined || together === undefined) return costs;
  const { total, output: _together, ...others } = costs;
  const share = (units: number): number => toStoredDigits((together * units) / (output + reasoning));
  return {
    ...others,
    ...(output === 0 ? {} : { output: share(output) }),
    output_reasoning_tokens: share(reasoning),
    ...(total === undefined ? {} : { total }),
  };
}

/** Langfuse keeps twelve decimal places. */
function toStoredDigits(dollars: number): number {
  return Number(dollars.toFixed(12));
}
