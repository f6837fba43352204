import type { DestinationConfig, Signal } from '@codex-langfuse/config';
import type { ExportOutcome } from '../export-outcome.ts';
import type { Exporter, ExporterEnvironment } from '../exporter.ts';
import type { Item } from '../item.ts';

const LONGEST_VALUE = 120;

/** One readable line per item to `environment.write`; for looking, not for parsing. */
export function createConsoleExporter(_destination: DestinationConfig, environment: ExporterEnvironment): Exporter {
  return {
    async export(_signal: Signal, items: readonly Item[]): Promise<ExportOutcome> {
      environment.write(
        items
          .flatMap(linesOf)
          .map((line) => `${line}\n`)
          .join(''),
      );
      return { kind: 'delivered' };
    },
    async close(): Promise<void> {},
  };
}

function linesOf(item: Item): readonly string[] {
  switch (item.signal) {
    case 'traces':
      return [spanLine(item.span)];
    case 'logs': {
      const { record } = item;
      const head = `log    ${timeOf(record.timeUnixMicros)} ${record.severityText} ${printable(record.eventName)}`;
      return [`${head} ${attributesOf(record.attributes)}`.trimEnd()];
    }
    case 'metrics':
      return item.metrics.metrics.flatMap(({ name, unit, points }) =>
        points.map(({ values, attributes }) =>
          `metric ${printable(name)} ${values.join(' ')} ${printable(unit)} ${attributesOf(attributes)}`.trimEnd(),
        ),
      );
  }
}

function spanLine(span: Extract<Item, { signal: 'traces' }>['span']): string {
  const millis = ((span.endUnixMicros - span.startUnixMicros) / 1000).toFixed(1);
  const failure = span.status.code === 2 ? ` ERROR ${printable(span.status.message ?? '')}` : '';
  const head = `span   ${timeOf(span.startUnixMicros)} ${printable(span.name)} ${millis} ms${failure}`;
  return `${head} ${span.traceId}/${span.spanId} ${attributesOf(span.attributes)}`.trimEnd();
}

function timeOf(unixMicros: number): string {
  return new Date(unixMicros / 1000).toISOString();
}

function attributesOf(attributes: Readonly<Record<string, unknown>>): string {
  return Object.entries(attributes)
    .map(
      ([name, value]) => `${printable(name)}=${printable(typeof value === 'string' ? value : JSON.stringify(value))}`,
    )
    .join(' ');
}

/** Content may hold terminal sequences; none reaches the terminal. */
function printable(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
  return line.length > LONGEST_VALUE ? `${line.slice(0, LONGEST_VALUE)}…` : line;
}
