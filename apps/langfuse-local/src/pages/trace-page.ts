import { buildObservationTree } from '@codex-langfuse/langfuse';
import type { ObservationView, TraceWithDetails, TreeNode } from '@codex-langfuse/langfuse';
import { html } from 'hono/html';
import { formatCost, formatCount, formatDuration, millisBetween } from '@codex-langfuse/langfuse';
import { layout } from './layout.ts';
import type { Markup } from './layout.ts';

/** One trace: its tree, and behind each step what went in and came out. */
export function tracePage(trace: TraceWithDetails): Markup {
  const facts: readonly (readonly [string, string | null])[] = [
    ['Time', `${trace.timestamp.replace('T', ' ').slice(0, 19)} UTC`],
    ['Duration', formatDuration(trace.latency * 1000)],
    ['Cost', formatCost(trace.totalCost)],
    ['Tokens', formatCount(trace.observations.reduce((sum, { usage }) => sum + usage.total, 0))],
    ['Session', trace.sessionId],
    ['User', trace.userId],
    ['Environment', trace.environment],
    ['Version', trace.version],
    ['Trace id', trace.id],
  ];
  const shown = facts.filter(([, value]) => value !== null && value !== '');
  return layout(
    trace.name ?? trace.id,
    html`<h1>${trace.name ?? trace.id}</h1>
      <dl class="facts">
        ${shown.map(
          ([label, value]) =>
            html`<div>
              <dt>${label}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
      <ol class="tree">
        ${buildObservationTree(trace.observations).map((node) => step(node, true))}
      </ol>`,
  );
}

function step(node: TreeNode<ObservationView>, open: boolean): Markup {
  const { item: observation, children } = node;
  return html`<li>
    <details ${open ? 'open' : ''}>
      <summary>
        <span class="type type-${observation.type}">${observation.type}</span>
        <span class="name">${observation.name}</span>
        ${figures(observation).map((figure) => html`<span class="figure">${figure}</span>`)} ${level(observation)}
      </summary>
      ${content(observation)}
    </details>
    ${
      children.length === 0
        ? ''
        : html`<ol>
            ${children.map((child) => step(child, false))}
          </ol>`
    }
  </li>`;
}

function figures({ type, startTime, endTime, usage, totalCost }: ObservationView): readonly string[] {
  return [
    ...(type === 'EVENT' ? [] : [formatDuration(millisBetween(startTime, endTime))]),
    ...(usage.total === 0 ? [] : [`${formatCount(usage.input)} → ${formatCount(usage.output)} tokens`]),
    ...(totalCost === 0 ? [] : [formatCost(totalCost)]),
  ];
}

function level(observation: ObservationView): Markup | string {
  if (observation.level === 'DEFAULT') return '';
  const message = observation.statusMessage ?? '';
  return html`<span class="level-${observation.level}"
    >${observation.level}${message === '' ? '' : `: ${message}`}</span
  >`;
}

function content(observation: ObservationView): Markup {
  const { attributes, own } = splitMetadata(observation.metadata);
  const blocks: readonly (readonly [string, string | null])[] = [
    ['Input', pretty(observation.input)],
    ['Output', pretty(observation.output)],
    ['Model', observation.model],
    ['Usage', record(observation.usageDetails)],
    ['Cost (USD)', record(observation.costDetails)],
    ['Metadata', record(own)],
  ];
  const shown = blocks.filter(([, text]) => text !== null && text !== '');
  return html`<div class="content">
    ${shown.map(
      ([label, text]) =>
        html`<h3>${label}</h3>
          <pre>${text}</pre>`,
    )}
    <details>
      <summary>Attributes</summary>
      <pre>${record(attributes)}</pre>
    </details>
  </div>`;
}

/** The sender's own metadata apart from the copies of attributes that Langfuse keeps beside it. */
function splitMetadata(metadata: ObservationView['metadata']): Record<'own' | 'attributes', Record<string, string>> {
  const isCopy = (key: string): boolean => /^(attributes|resourceAttributes|scope)\./.test(key);
  const entries = Object.entries(metadata);
  return {
    own: Object.fromEntries(entries.filter(([key]) => !isCopy(key))),
    attributes: Object.fromEntries(entries.filter(([key]) => isCopy(key))),
  };
}

function record(values: Readonly<Record<string, string | number>>): string | null {
  const lines = Object.entries(values).map(([key, value]) => `${key}: ${value}`);
  return lines.length === 0 ? null : lines.join('\n');
}

function pretty(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
