import { modelAttributes, promptAttributes, typeAttributes } from '../vocabulary/reading.ts';
import { asText, firstText, firstValue, type Attributes } from './attributes.ts';
import { fromEntries, isObject, parseJson, type JsonObject } from './json.ts';
import type { ModelParameter, Observation, ObservationType } from './observation.ts';

/**
 * Whether model, usage and cost of the span are ignored. Frameworks put the sum of the children on the span of the
 * agent; with it every token would count twice.
 */
export function ignoresModelAndUsage(attributes: Attributes): boolean {
  const operation = firstText(attributes, [typeAttributes.operation]);
  return operation === 'invoke_agent' || operation === 'agent_step';
}

export function modelName(attributes: Attributes): string | null {
  return firstText(attributes, modelAttributes.name);
}

/** A JSON object that holds them all, or else every `request` attribute but the model. */
export function modelParameters(attributes: Attributes): Readonly<Record<string, ModelParameter>> {
  for (const name of modelAttributes.parameters) {
    const parsed = parseJson(attributes.get(name));
    if (isObject(parsed)) return flatParameters(parsed);
  }
  const prefix = modelAttributes.requestPrefix;
  return flatParameters(
    fromEntries(
      [...attributes]
        .filter(([name]) => name.startsWith(prefix) && name !== `${prefix}model`)
        .map(([name, value]) => [name.slice(prefix.length), value]),
    ),
  );
}

/** Only generations are linked to a prompt. */
export function prompt(
  type: ObservationType,
  attributes: Attributes,
): Pick<Observation, 'promptName' | 'promptVersion'> {
  if (type !== 'GENERATION') return { promptName: null, promptVersion: null };
  const version = Number.parseInt(asText(firstValue(attributes, promptAttributes.version) ?? ''), 10);
  return {
    promptName: firstText(attributes, promptAttributes.name),
    promptVersion: Number.isNaN(version) ? null : version,
  };
}

function flatParameters(parameters: JsonObject): Record<string, ModelParameter> {
  return fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as ModelParameter),
    ]),
  );
}
