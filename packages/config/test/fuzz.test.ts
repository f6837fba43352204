import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ConfigError } from '../src/index.ts';
import { configProblem } from './support/config-problem.ts';
import { CONFIG_TABLE_LIST } from './support/config-tables.ts';
import { judgeDocument } from './support/document-problem.ts';
import { createRandom, randomConfig, randomDocument } from './support/random-document.ts';
import { createWorkspace, load } from './support/workspace.ts';

test('random documents: a tree with the right values, or an error at a place in the text', () => {
  const random = createRandom(20_240_607);
  const objectKeys = Object.getOwnPropertyNames(Object.prototype);
  const verdicts = Array.from({ length: 15_000 }, () => {
    const source = randomDocument(random);
    return { source, ...judgeDocument(source) };
  });
  expect(verdicts.filter(({ problem }) => problem !== undefined)).toEqual([]);
  const accepted = verdicts.filter((verdict) => verdict.accepted).length;
  expect(accepted).toBeGreaterThan(400);
  expect(accepted).toBeLessThan(14_000);
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(objectKeys);
  expect(Object.getOwnPropertyNames(Object.prototype.toString).toSorted()).toEqual(['length', 'name']);
});

test('random configurations: what is promised, or a ConfigError', () => {
  const random = createRandom(11);
  const root = createWorkspace({ '.codex/config.toml': '' });
  const problems = Array.from({ length: 2000 }, (_, index) => {
    const source = randomConfig(random, CONFIG_TABLE_LIST);
    writeFileSync(join(root, '.codex', 'config.toml'), source);
    const env = index % 2 === 0 ? {} : { A: 'a', LANGFUSE_PUBLIC_KEY: 'pk-lf-1', LANGFUSE_SECRET_KEY: 'sk-lf-1' };
    const problem = configProblem({ home: root, cwd: root, env, strict: index % 3 === 0, systemDirectory: root });
    return problem === undefined ? [] : [{ source, problem }];
  });
  expect(problems.flat()).toEqual([]);
});

test('random -c pairs: a configuration or a ConfigError', () => {
  const random = createRandom(7);
  const keys = ['otel.exporter', 'otel', 'model', 'a.b', 'otel.capture', 'model_providers', 'mcp_servers', 'features'];
  const problems = Array.from({ length: 500 }, () => `${keys[random(keys.length)]}=${randomDocument(random)}`).filter(
    (pair) => {
      try {
        return load({ overrides: [pair] }).config.otel === undefined;
      } catch (error) {
        return !ConfigError.isInstance(error);
      }
    },
  );
  expect(problems).toEqual([]);
});
