import type { AttributeValue, EventEnvelope } from '@codex-langfuse/events';
import { operations, writing } from '../vocabulary/attributes.ts';
import { metricDefinitions } from '../vocabulary/metrics.ts';
import { providerName } from '../vocabulary/provider-name.ts';
import type { AssembledMetric, AssembledMetrics, AssembledPoint } from './assembled-turn.ts';
import type { EventGroups, RequestGroup } from './group-events.ts';
import { present } from './present.ts';
import { requestedModel, requestFailure, requestTimes, wasInterrupted } from './request-span.ts';
import { tokenUsage } from './request-usage.ts';
import { provenance } from './span-factory.ts';
import type { TurnFrame } from './turn-frame.ts';

interface Measurement {
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly value: number;
}

/**
 * The delta points of a closed turn; `undefined` while it is open, or where there was none. What is recorded after the
 * turn's end is not in them: they have been sent.
 */
export function turnMetrics(
  turn: TurnFrame,
  { groups, ended, endedAtUnixMicros }: EventGroups,
): AssembledMetrics | undefined {
  if (!turn.hasTurn || (ended === undefined && !turn.writerGone)) return undefined;
  const events = ended === undefined ? turn.events : turn.events.slice(0, turn.events.indexOf(ended) + 1);
  const counted = new Set<EventEnvelope>(events);
  const requests = groups.filter(
    (group): group is RequestGroup =>
      group.kind === 'request' && group.events[0] !== undefined && counted.has(group.events[0]),
  );
  const toolResults = events.filter((event): event is EventEnvelope<'tool_result'> => event.name === 'tool_result');
  const toolCalls = toolResults.map(({ attributes: { tool_name: tool, success } }) => ({
    attributes: { tool, success },
    value: 1,
  }));
  const outcome = ended?.attributes.outcome ?? 'interrupted';
  const metrics = [
    metric(
      'tokenUsage',
      requests.flatMap((group) => tokenMeasurements(turn, group)),
    ),
    metric(
      'operationDuration',
      requests.map((group) => durationMeasurement(turn, group)),
    ),
    metric('toolCall', toolCalls),
    metric('turn', [{ attributes: { outcome, model: turn.context.common.model }, value: 1 }]),
  ];
  return {
    id: `metrics/${turn.conversationId}/${turn.turnId}`,
    startUnixMicros: turn.beganUnixMicros,
    endUnixMicros: endedAtUnixMicros ?? turn.lastUnixMicros,
    metrics: metrics.filter(({ points }) => points.length > 0),
    sources: events.map(({ sequence }) => sequence),
    ...provenance(turn.context),
  };
}

function tokenMeasurements(turn: TurnFrame, group: RequestGroup): Measurement[] {
  const { input, output } = tokenUsage(group.end?.attributes ?? {});
  const attributes = requestAttributes(turn, group);
  return Object.entries({ input, output }).flatMap(([type, value]) =>
    value === undefined ? [] : [{ attributes: { [writing.tokenType]: type, ...attributes }, value }],
  );
}

function durationMeasurement(turn: TurnFrame, group: RequestGroup): Measurement {
  const { startUnixMicros, endUnixMicros } = requestTimes(turn, group);
  const failure = requestFailure(group)?.type ?? (wasInterrupted(turn, group) ? 'interrupted' : undefined);
  return {
    attributes: present({ ...requestAttributes(turn, group), [writing.errorType]: failure }),
    value: Math.max(0, endUnixMicros - startUnixMicros) / 1_000_000,
  };
}

function requestAttributes(turn: TurnFrame, group: RequestGroup): Readonly<Record<string, AttributeValue>> {
  return present({
    [writing.operationName]: operations.chat,
    [writing.providerName]: group.request && providerName(group.request.attributes.provider_name),
    [writing.requestModel]: requestedModel(turn, group),
    [writing.responseModel]: group.end?.attributes['response.model'],
  });
}

/** Measurements with the same attributes become one point: of a counter the sum, of a histogram the single values. */
function metric(name: keyof typeof metricDefinitions, measurements: readonly Measurement[]): AssembledMetric {
  const definition = metricDefinitions[name];
  const points = new Map<string, AssembledPoint>();
  for (const { attributes, value } of measurements) {
    const identity = JSON.stringify(attributes);
    const values = points.get(identity)?.values ?? [];
    const added = definition.kind === 'histogram' ? [...values, value] : [(values[0] ?? 0) + value];
    points.set(identity, { attributes, values: added });
  }
  return { ...definition, points: [...points.values()] };
}
