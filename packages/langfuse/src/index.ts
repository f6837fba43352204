export * from './assemble/index.ts';
export * from './map/index.ts';
export * from './prices/index.ts';
export * from './api/index.ts';
export { buildObservationTree } from './tree/observation-tree.ts';
export type { TreeItem, TreeNode } from './tree/observation-tree.ts';
export * from './endpoint.ts';
export { AGENT_NAME, operations, SCOPE_NAME, writing } from './vocabulary/attributes.ts';
export { formatCost, formatCount, formatDuration, millisBetween } from './format/figures.ts';
