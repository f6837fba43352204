import type { ModelParameter, Observation, ObservationLevel, ObservationType } from '../map/observation.ts';
import { costOf, secondsBetween } from './figures.ts';

/** The groups that the query parameter `fields` of `GET /api/public/v2/observations` names; `core` always comes. */
export const observationFieldGroups = [
  'core',
  'basic',
  'time',
  'io',
  'metadata',
  'model',
  'usage',
  'prompt',
  'metrics',
  'trace_context',
] as const;

export type ObservationFieldGroup = (typeof observationFieldGroups)[number];

/** An observation in `GET /api/public/v2/observations`; outside the core, members of groups not asked for are absent. */
export interface ObservationV2 {
  readonly id: string;
  readonly traceId: string;
  readonly startTime: string;
  readonly endTime: string;
  readonly projectId: string;
  readonly parentObservationId: string | null;
  readonly type: ObservationType;

  readonly name?: string;
  readonly level?: ObservationLevel;
  readonly statusMessage?: string | null;
  readonly version?: string | null;
  readonly environment?: string;
  readonly bookmarked?: boolean;
  readonly public?: boolean;
  readonly userId?: string | null;
  readonly sessionId?: string | null;
  readonly isRootObservation?: boolean;

  readonly completionStartTime?: string | null;
  readonly createdAt?: string;
  readonly updatedAt?: string;

  /** Raw text, never parsed. */
  readonly input?: string | null;
  readonly output?: string | null;

  readonly metadata?: Readonly<Record<string, string>>;

  readonly providedModelName?: string | null;
  readonly internalModelId?: string | null;
  readonly modelParameters?: Readonly<Record<string, ModelParameter>>;

  readonly usageDetails?: Readonly<Record<string, number>>;
  readonly costDetails?: Readonly<Record<string, number>>;
  /** USD. */
  readonly totalCost?: number;
  readonly usagePricingTierName?: string | null;

  readonly promptId?: string | null;
  readonly promptName?: string | null;
  readonly promptVersion?: number | null;

  /** Seconds. */
  readonly latency?: number;
  readonly timeToFirstToken?: number | null;

  readonly tags?: readonly string[];
  readonly release?: string | null;
  readonly traceName?: string | null;
}

/** The answer of `GET /api/public/v2/observations`; without a cursor it is the last page. */
export interface ObservationsV2Page {
  readonly data: readonly ObservationV2[];
  readonly meta: { readonly cursor?: string };
}

export interface ObservationV2Options {
  /** Default: `core` and `basic`. */
  readonly fields?: readonly ObservationFieldGroup[];
  readonly projectId: string;
  /** When the store first and last took the observation, ISO 8601; by default the observation's end. */
  readonly createdAt?: string;
  readonly updatedAt?: string;
  /** Metadata values beyond this many characters are cut unless their key stands in `expandMetadata`. Default 200. */
  readonly metadataCharacters?: number;
  readonly expandMetadata?: readonly string[];
}

export function toObservationV2(observation: Observation, options: ObservationV2Options): ObservationV2 {
  const groups = new Set<ObservationFieldGroup>(options.fields ?? ['basic']);
  return {
    id: observation.id,
    traceId: observation.traceId,
    startTime: observation.startTime,
    endTime: observation.endTime,
    projectId: options.projectId,
    parentObservationId: observation.parentObservationId,
    type: observation.type,
    ...(groups.has('basic') ? basicFields(observation) : {}),
    ...(groups.has('time') ? timeFields(observation, options) : {}),
    ...(groups.has('io') ? { input: observation.input, output: observation.output } : {}),
    ...(groups.has('metadata') ? { metadata: cutMetadata(observation.metadata, options) } : {}),
    ...(groups.has('model') ? modelFields(observation) : {}),
    ...(groups.has('usage') ? usageFields(observation) : {}),
    ...(groups.has('prompt') ? promptFields(observation) : {}),
    ...(groups.has('metrics') ? metricFields(observation) : {}),
    ...(groups.has('trace_context') ? traceFields(observation) : {}),
  };
}

function basicFields(observation: Observation): Partial<ObservationV2> {
  return {
    name: observation.name,
    level: observation.level,
    statusMessage: observation.statusMessage,
    version: observation.version,
    environment: observation.environment,
    bookmarked: false,
    public: observation.public,
    userId: observation.userId,
    sessionId: observation.sessionId,
    isRootObservation: observation.parentObservationId === null || observation.isAppRoot,
  };
}

function timeFields(observation: Observation, options: ObservationV2Options): Partial<ObservationV2> {
  const createdAt = options.createdAt ?? observation.endTime;
  return {
    completionStartTime: observation.completionStartTime,
    createdAt,
    updatedAt: options.updatedAt ?? createdAt,
  };
}

function cutMetadata(
  metadata: Observation['metadata'],
  { metadataCharacters = 200, expandMetadata = [] }: ObservationV2Options,
): Record<string, string> {
  const whole = new Set(expandMetadata);
  return Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => [key, whole.has(key) ? value : value.slice(0, metadataCharacters)]),
  );
}

function modelFields(observation: Observation): Partial<ObservationV2> {
  const { providedModelName, modelParameters } = observation;
  return { providedModelName, internalModelId: null, modelParameters };
}

function usageFields(observation: Observation): Partial<ObservationV2> {
  const { usageDetails, costDetails, usagePricingTierName } = observation;
  return { usageDetails, costDetails, totalCost: costOf(observation), usagePricingTierName };
}

function promptFields({ promptName, promptVersion }: Observation): Partial<ObservationV2> {
  return { promptId: null, promptName, promptVersion };
}

function metricFields({ startTime, endTime, completionStartTime }: Observation): Partial<ObservationV2> {
  return {
    latency: secondsBetween(startTime, endTime),
    timeToFirstToken: completionStartTime === null ? null : secondsBetween(startTime, completionStartTime),
  };
}

function traceFields({ tags, release, traceName }: Observation): Partial<ObservationV2> {
  return { tags, release, traceName };
}
