import { buildObservationTree } from '@codex-langfuse/langfuse';
import type { ObservationView, TraceWithDetails, TreeNode } from '@codex-langfuse/langfuse';
import { formatCost, formatCount, formatDuration } from '@codex-langfuse/langfuse';
import { traceTotals } from './trace-totals.ts';

/** The tree of a trace as text: a row per observation with duration, tokens, cost and what went wrong. */
export function printTrace(trace: TraceWithDetails, colour: boolean): string {
  const totals = traceTotals(trace);
  const rows = buildObservationTree(trace.observations).flatMap((node) => treeRows(node, '', ''));
  const labelWidth = Math.max(...rows.map((row) => row.label.length), 0);
  const lines = rows.map((row) => rowText(row, labelWidth, colour));
  const summary = [
    formatDuration(trace.latency * 1000),
    `${formatCount(totals.inputTokens)} tokens in (${formatCount(totals.cachedTokens)} cached)`,
    `${formatCount(totals.outputTokens)} out`,
    formatCost(totals.totalCost),
  ];
  return `${[...lines, '', `total  ${summary.join(' · ')}`].join('\n')}\n`;
}

interface Row {
  readonly label: string;
  readonly observation: ObservationView;
}

function treeRows(node: TreeNode<ObservationView>, own: string, below: string): readonly Row[] {
  const { item: observation, children } = node;
  const label = `${own}${observation.type.padEnd(TYPE_WIDTH)} ${observation.name}`;
  const last = children.length - 1;
  return [
    { label, observation },
    ...children.flatMap((child, index) =>
      index === last ? treeRows(child, `${below}└─ `, `${below}   `) : treeRows(child, `${below}├─ `, `${below}│  `),
    ),
  ];
}

const TYPE_WIDTH = 'GENERATION'.length;

function rowText({ label, observation }: Row, labelWidth: number, colour: boolean): string {
  const { type, latency, usage, totalCost, level, statusMessage } = observation;
  const columns = [
    label.padEnd(labelWidth),
    (type === 'EVENT' ? '' : formatDuration(latency * 1000)).padStart(8),
    (usage.total === 0 ? '' : `${formatCount(usage.input)} → ${formatCount(usage.output)}`).padStart(14),
    (totalCost === 0 ? '' : formatCost(totalCost)).padStart(10),
  ].join('  ');
  if (level === 'DEFAULT') return columns.trimEnd();
  const remark = `${level}${statusMessage === null || statusMessage === '' ? '' : `: ${statusMessage.split('\n', 1)[0]}`}`;
  return `${columns}  ${colour ? `\u001b[${level === 'ERROR' ? 31 : 33}m${remark}\u001b[0m` : remark}`;
}
