import type { ModelParameter, Observation, ObservationLevel, ObservationType } from '../map/observation.ts';
import { costOf, secondsBetween, unitsOf } from './figures.ts';
import { jsonOrText } from './json-or-text.ts';

/** Langfuse's summary of the usage map. */
export interface Usage {
  readonly input: number;
  readonly output: number;
  readonly total: number;
  readonly unit: 'TOKENS';
}

/** `ObservationsView` of Langfuse's public API: an observation in `GET /api/public/traces/{id}` and `/observations`. */
export interface ObservationView {
  readonly id: string;
  readonly traceId: string;
  readonly type: ObservationType;
  readonly name: string;
  readonly startTime: string;
  readonly endTime: string;
  readonly completionStartTime: string | null;
  readonly parentObservationId: string | null;
  readonly level: ObservationLevel;
  readonly statusMessage: string | null;
  readonly version: string | null;
  readonly environment: string;
  readonly model: string | null;
  readonly modelParameters: Readonly<Record<string, ModelParameter>>;
  /** JSON objects and lists are parsed; everything else is text. */
  readonly input: unknown;
  readonly output: unknown;
  readonly metadata: Readonly<Record<string, string>>;
  readonly usage: Usage;
  readonly usageDetails: Readonly<Record<string, number>>;
  /** USD. */
  readonly costDetails: Readonly<Record<string, number>>;
  readonly calculatedInputCost: number;
  readonly calculatedOutputCost: number;
  readonly calculatedTotalCost: number;
  readonly totalCost: number;
  readonly usagePricingTierName: string | null;
  /** Seconds. */
  readonly latency: number;
  readonly timeToFirstToken: number | null;
  readonly promptName: string | null;
  readonly promptVersion: number | null;
  /** Beyond Langfuse's API, which keeps these columns for its own pages. */
  readonly toolCallNames: readonly string[];
  readonly toolCalls: readonly string[];
  readonly toolDefinitions: Readonly<Record<string, string>>;
}

export function toObservationView(observation: Observation): ObservationView {
  const { usageDetails, costDetails } = observation;
  const totalCost = costOf(observation);
  return {
    id: observation.id,
    traceId: observation.traceId,
    type: observation.type,
    name: observation.name,
    startTime: observation.startTime,
    endTime: observation.endTime,
    completionStartTime: observation.completionStartTime,
    parentObservationId: observation.parentObservationId,
    level: observation.level,
    statusMessage: observation.statusMessage,
    version: observation.version,
    environment: observation.environment,
    model: observation.providedModelName,
    modelParameters: observation.modelParameters,
    input: jsonOrText(observation.input),
    output: jsonOrText(observation.output),
    metadata: observation.metadata,
    usage: {
      input: unitsOf(usageDetails, 'input'),
      output: unitsOf(usageDetails, 'output'),
      total: usageDetails['total'] ?? 0,
      unit: 'TOKENS',
    },
    usageDetails,
    costDetails,
    calculatedInputCost: unitsOf(costDetails, 'input'),
    calculatedOutputCost: unitsOf(costDetails, 'output'),
    calculatedTotalCost: totalCost,
    totalCost,
    usagePricingTierName: observation.usagePricingTierName,
    latency: secondsBetween(observation.startTime, observation.endTime),
    timeToFirstToken:
      observation.completionStartTime === null
        ? null
        : secondsBetween(observation.startTime, observation.completionStartTime),
    promptName: observation.promptName,
    promptVersion: observation.promptVersion,
    toolCallNames: observation.toolCallNames,
    toolCalls: observation.toolCalls,
    toolDefinitions: observation.toolDefinitions,
  };
}
