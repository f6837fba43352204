import { expect, test } from '@jest/globals';
import type { DemoReport } from '../src/demo/demo-report.ts';
import { withSandbox } from './support.ts';

const demo = ['demo', '--exit', '--json', '--port', '0'];

const report = (stdout: string): DemoReport => JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as DemoReport;

test('the main job: a complete, priced trace with nothing pending', async () => {
  await withSandbox(async (sandbox) => {
    const { code, stdout, stderr } = await sandbox.codex(demo);
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    const { observations, totals, ledger, traceUrl, url } = report(stdout);

    const [root, ...others] = observations.filter((observation) => observation.parentId === null);
    expect(others).toEqual([]);
    expect(root).toMatchObject({ type: 'AGENT', name: 'invoke_agent codex', level: 'DEFAULT' });
    const children = (type: string) => observations.filter((observation) => observation.type === type);
    expect(children('GENERATION').length).toBeGreaterThanOrEqual(3);
    expect(children('TOOL').length).toBeGreaterThanOrEqual(3);
    expect(children('TOOL').filter((tool) => tool.level === 'ERROR')).toHaveLength(1);
    for (const child of [...children('GENERATION'), ...children('TOOL')]) {
      expect(child.parentId).toBe(root?.id);
      expect(child.startTime >= (root?.startTime ?? '')).toBe(true);
      expect(child.endTime <= (root?.endTime ?? '')).toBe(true);
      expect(child.startTime <= child.endTime).toBe(true);
    }
    // The first test run failed, the one after the patch passed.
    expect(children('TOOL').map((tool) => tool.level)).toEqual(['ERROR', 'DEFAULT', 'DEFAULT', 'DEFAULT']);

    for (const generation of children('GENERATION')) {
      expect(generation.model).toBe('gpt-5-codex');
      expect(generation.usage['input']).toBeGreaterThanOrEqual(0);
      expect(generation.cost).toBeGreaterThan(0);
    }
    expect(totals.inputTokens).toBeGreaterThan(0);
    expect(totals.outputTokens).toBeGreaterThan(0);
    expect(totals.cachedTokens).toBeGreaterThan(0);
    const sum = children('GENERATION').reduce((total, generation) => total + generation.cost, 0);
    expect(totals.totalCost).toBeCloseTo(sum, 12);
    expect(ledger).toEqual({
      recorded: ledger.recorded,
      delivered: ledger.recorded,
      rejected: 0,
      expired: 0,
      pending: 0,
    });
    expect(ledger.recorded).toBeGreaterThan(10);
    expect(traceUrl.startsWith(`${url}/project/local/traces/`)).toBe(true);
  });
});

test('for people: the steps, the tree, the ledger and the link', async () => {
  await withSandbox(async (sandbox) => {
    const { code, stdout } = await sandbox.codex(['demo', '--exit', '--port', '0']);
    expect(code).toBe(0);
    for (const text of [
      'demo model',
      'exit 1',
      'exit 0',
      'AGENT',
      'GENERATION',
      'TOOL',
      'ERROR',
      '0 pending',
      '/project/local/traces/',
    ]) {
      expect(stdout).toContain(text);
    }
    // No colour where there is no terminal.
    expect(stdout).not.toContain('\u001b[');
  });
});

test('a second demo uses the data folder of the first, and its ledger goes on', async () => {
  await withSandbox(async (sandbox) => {
    const first = report((await sandbox.codex(demo)).stdout);
    const second = report((await sandbox.codex(demo)).stdout);
    expect(second.traceId).not.toBe(first.traceId);
    expect(second.ledger.recorded).toBeGreaterThan(first.ledger.recorded);
    expect(second.ledger.pending).toBe(0);
  });
});
