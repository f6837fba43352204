import { test, expect } from '@jest/globals';
import { encode } from 'gpt-tokenizer/encoding/cl100k_base';
import { createTokenCounter, langfusePrices } from '@codex-langfuse/langfuse';
import { differences, type Difference } from './map-compare.ts';
import { mapCase, readCases, type MappingCase } from './map-support.ts';

test('a turn in our recipe maps exactly as in Langfuse', () => {
  for (const mappingCase of readCases('recipe-turn.json')) {
    expect(differencesOf(mappingCase)).toEqual([]);
    expect(mapCase(mappingCase)).toHaveLength(mappingCase.expected.length);
  }
});

test('generated requests map as in Langfuse', () => {
  const cases = readCases('random.jsonl');
  const failing = new Map<string, number>();
  let passed = 0;
  for (const mappingCase of cases) {
    const found = differencesOf(mappingCase);
    if (found.length === 0) passed += 1;
    for (const column of new Set(found.map((difference) => difference.column))) {
      failing.set(column, (failing.get(column) ?? 0) + 1);
    }
  }
  process.stdout.write(`langfuse mapping: ${passed} of ${cases.length} generated cases agree\n`);
  for (const [column, count] of failing) process.stdout.write(`  ${column}: ${count} differ\n`);
  expect(cases).toHaveLength(250);
  expect(passed).toBe(cases.length);
});

const countTokens = createTokenCounter((text) => encode(text).length);

function differencesOf(mappingCase: MappingCase): Difference[] {
  const observations = mapCase(mappingCase, { prices: langfusePrices, countTokens });
  return mappingCase.expected.flatMap((row, index) => differences(observations[index]!, row));
}
