import { expect, test } from '@jest/globals';
import { buildObservationTree } from '../src/tree/observation-tree.ts';
import type { TreeNode, TreeItem } from '../src/tree/observation-tree.ts';

const item = (id: string, parentObservationId: string | null, second: number): TreeItem => ({
  id,
  parentObservationId,
  startTime: `2026-01-01T00:00:0${second}.000Z`,
});

const outline = (nodes: readonly TreeNode<TreeItem>[]): string =>
  nodes.map((node) => node.item.id + (node.children.length > 0 ? `(${outline(node.children)})` : '')).join(' ');

test('nests children under parents, ordered by start time', () => {
  const tree = buildObservationTree([
    item('late', 'root', 3),
    item('leaf', 'early', 2),
    item('early', 'root', 1),
    item('root', null, 0),
  ]);
  expect(outline(tree)).toBe('root(early(leaf) late)');
});

test('observations that start together keep their order', () => {
  const tree = buildObservationTree([item('root', null, 0), item('b', 'root', 1), item('a', 'root', 1)]);
  expect(outline(tree)).toBe('root(b a)');
});

test('an observation without its parent is a root', () => {
  expect(outline(buildObservationTree([item('root', null, 0), item('orphan', 'elsewhere', 1)]))).toBe('root orphan');
});

test('a circle of parents loses nothing and ends', () => {
  expect(outline(buildObservationTree([item('a', 'b', 0), item('b', 'a', 1), item('self', 'self', 2)]))).toBe(
    'a(b) self',
  );
});
