import type { Observation } from '../map/observation.ts';
import { costOf, secondsBetween } from './figures.ts';
import { jsonOrText } from './json-or-text.ts';
import { toObservationView, type ObservationView } from './observation-view.ts';

/** The answer of `GET /api/public/traces/{id}` (`TraceWithFullDetails` in Langfuse's reference). */
export interface TraceWithDetails {
  readonly id: string;
  /** Start of the first observation, ISO 8601. */
  readonly timestamp: string;
  readonly name: string | null;
  /** JSON objects and lists are parsed; everything else is text. */
  readonly input: unknown;
  readonly output: unknown;
  readonly sessionId: string | null;
  readonly release: string | null;
  readonly version: string | null;
  readonly userId: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly public: boolean;
  readonly environment: string;
  /** Path of the trace's page, to be put behind the server's URL. */
  readonly htmlPath: string;
  /** Seconds from the first start to the last end. */
  readonly latency: number;
  /** USD. */
  readonly totalCost: number;
  readonly observations: readonly ObservationView[];
  readonly scores: readonly unknown[];
}

export interface TraceOptions {
  readonly projectId: string;
}

/**
 * A trace is nothing but its spans, put together when it is read. The observations must be of one
 * trace, in the order in which they were taken in: of fields that stand on every span, the last one taken in that
 * has a value counts. Null for no observations. The observations of the answer are ordered by start.
 */
export function toTrace(observations: readonly Observation[], { projectId }: TraceOptions): TraceWithDetails | null {
  const byStart = observations.toSorted(compareStart);
  const [first] = byStart;
  if (first === undefined) return null;
  const root = rootOf(byStart);
  const end = byStart.reduce((latest, { endTime }) => (endTime > latest ? endTime : latest), first.endTime);
  return {
    id: first.traceId,
    timestamp: first.startTime,
    name: last(observations, ({ traceName }) => traceName) ?? root?.name ?? null,
    input: jsonOrText(root?.input ?? null),
    output: jsonOrText(root?.output ?? null),
    sessionId: last(observations, ({ sessionId }) => sessionId),
    release: last(observations, ({ release }) => release),
    version: last(observations, ({ version }) => version),
    userId: last(observations, ({ userId }) => userId),
    metadata: root?.metadata ?? {},
    tags: last(observations, ({ tags }) => (tags.length === 0 ? null : tags)) ?? [],
    public: observations.some((observation) => observation.public),
    environment: last(observations, ({ environment }) => environment) ?? 'default',
    htmlPath: `/project/${encodeURIComponent(projectId)}/traces/${encodeURIComponent(first.traceId)}`,
    latency: secondsBetween(first.startTime, end),
    totalCost: observations.reduce((sum, observation) => sum + costOf(observation), 0),
    observations: byStart.map(toObservationView),
    scores: [],
  };
}

/** The first parentless observation; failing that the first that its sender marked as its topmost. */
function rootOf(byStart: readonly Observation[]): Observation | undefined {
  return (
    byStart.find(({ parentObservationId }) => parentObservationId === null) ??
    byStart.find(({ isAppRoot }) => isAppRoot)
  );
}

function last<Value>(
  observations: readonly Observation[],
  read: (observation: Observation) => Value | null,
): Value | null {
  const holder = observations.findLast((observation) => read(observation) !== null);
  return holder === undefined ? null : read(holder);
}

/** By time to the nanosecond, then by id, so that the order is the same each time it is read. */
function compareStart(left: Observation, right: Observation): number {
  const difference = BigInt(left.startTimeUnixNano) - BigInt(right.startTimeUnixNano);
  if (difference !== 0n) return difference < 0n ? -1 : 1;
  return left.id < right.id ? -1 : left.id > right.id ? 1 : 0;
}
