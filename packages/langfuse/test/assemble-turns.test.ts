import { describe, test, expect } from '@jest/globals';
import type { AssembledSpan, AssembledTurn } from '@codex-langfuse/langfuse';
import { assemble, metadataOnly, observationOf, readTurn, turnNames } from './assemble-support.ts';

describe.each(turnNames)('%s', (name) => {
  const recorded = readTurn(name);

  test(`is: ${recorded.about}`, () => {
    expect(outline(assemble(recorded), recorded.events[0]?.timeUnixMicros ?? 0)).toMatchSnapshot();
  });

  test('without content it keeps its shape', () => {
    const [withContent, without] = [assemble(recorded), assemble(recorded, { policy: metadataOnly })];
    const shape = ({ spans }: AssembledTurn): unknown[] =>
      spans.map(({ key, startUnixMicros, endUnixMicros, status, sources }) => [
        key,
        startUnixMicros,
        endUnixMicros,
        status,
        sources,
      ]);
    expect(shape(without)).toEqual(shape(withContent));
    const text = JSON.stringify(without);
    for (const secret of [
      'fix the failing',
      'You are codex',
      'npm test',
      '1 failed',
      'Done.',
      'Begin Patch',
      'Run the tests',
      'read the docs',
    ]) {
      expect(text).not.toContain(secret);
    }
  });

  test('every span says whose trace it is', () => {
    for (const span of assemble(recorded).spans) {
      expect(observationOf(span)).toMatchObject({
        traceName: 'codex turn',
        userId: 'dev@example.com',
        sessionId: '01a208f6-6647-78d1-ab1b-130cbf3c5acf',
        tags: ['codex-cli'],
        environment: 'production',
        release: '0.1.0',
        version: '0.1.0',
      });
    }
  });
});

/** A turn as a reader of the snapshot can check it: times in milliseconds after the first event. */
function outline({ spans, logRecords, metrics, state }: AssembledTurn, zero: number): string {
  const relative = (micros: number): string => String((micros - zero) / 1000);
  const parents = new Map(spans.map((span) => [span.spanId, span]));
  const depth = (span: AssembledSpan): number => {
    const parent = parents.get(span.parentSpanId ?? '');
    return parent === undefined ? 0 : depth(parent) + 1;
  };
  const names = new Map(spans.map((span) => [span.spanId, span.key]));
  return [
    `turn ${state}`,
    ...spans.map((span) => {
      const { type, level, statusMessage, usageDetails, costDetails, input, output, modelParameters } =
        observationOf(span);
      const facts = {
        ...(statusMessage === null ? {} : { statusMessage }),
        ...(Object.keys(usageDetails).length === 0 ? {} : { usage: usageDetails, cost: costDetails['total'] }),
        ...(Object.keys(modelParameters).length === 0 ? {} : { modelParameters }),
        ...(input === null ? {} : { input }),
        ...(output === null ? {} : { output }),
        metadata: Object.fromEntries(
          Object.entries(span.attributes).flatMap(([key, value]) =>
            key.startsWith('langfuse.observation.metadata.') ? [[key.slice(30), value]] : [],
          ),
        ),
      };
      const head = `${type} ${span.name} [${span.key}] ${relative(span.startUnixMicros)}…${relative(span.endUnixMicros)} ${level}${span.final ? '' : ' open'} from ${span.sources.join(',')}`;
      return [
        head,
        ...Object.entries(facts).map(
          ([key, value]) => `  ${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
        ),
      ]
        .map((line) => '  '.repeat(depth(span) + 1) + line)
        .join('\n');
    }),
    'log records',
    ...logRecords.map(
      (record) => `  ${record.severityText} ${record.eventName} ${record.uid.slice(-3)} on ${names.get(record.spanId)}`,
    ),
    'metrics',
    ...(metrics?.metrics ?? []).flatMap((metric) =>
      metric.points.map(
        (point) => `  ${metric.name} ${metric.unit} ${JSON.stringify(point.attributes)} ${point.values.join(' ')}`,
      ),
    ),
  ].join('\n');
}
