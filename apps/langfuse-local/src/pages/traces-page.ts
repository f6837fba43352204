import type { TraceWithDetails } from '@codex-langfuse/langfuse';
import { html } from 'hono/html';
import { formatCost, formatDuration } from '@codex-langfuse/langfuse';
import { layout } from './layout.ts';
import type { Markup } from './layout.ts';

/** The latest traces, newest first. */
export function tracesPage(traces: readonly TraceWithDetails[]): Markup {
  const rows = traces.map(
    (trace) =>
      html`<tr>
        <td class="number">${trace.timestamp.replace('T', ' ').slice(0, 19)}</td>
        <td><a href="${trace.htmlPath}">${trace.name ?? trace.id}</a></td>
        <td>${oneLine(trace.input)}</td>
        <td class="number">${formatDuration(trace.latency * 1000)}</td>
        <td class="number">${formatCost(trace.totalCost)}</td>
        <td class="number">${trace.observations.length}</td>
      </tr>`,
  );
  const table = html`<table>
    <thead>
      <tr>
        <th>Time (UTC)</th>
        <th>Trace</th>
        <th>Input</th>
        <th>Duration</th>
        <th>Cost</th>
        <th>Observations</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
  const none = html`<p>
    No traces yet. Point an OTLP exporter at <code>/api/public/otel</code> with this server's keys.
  </p>`;
  return layout(
    'Traces',
    html`<h1>Traces</h1>
      ${traces.length === 0 ? none : table}`,
  );
}

function oneLine(value: unknown): string {
  const text = typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value);
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}
