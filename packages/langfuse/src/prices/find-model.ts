import { modelPrices } from './model-prices.ts';
import type { ModelPrices, PriceTable } from './price-table.ts';

/**
 * The price entry that answers to a model name, or null. Case does not matter. Besides the entry's own name these
 * forms match: `openai/…`, `anthropic/…`, `google/…` in front of a model of that vendor; Bedrock's
 * `us.anthropic.<claude model>-v1:0` and Vertex's `<claude model>@<date>` for Claude; and the name without its date
 * when only a dated entry exists (`gpt-5.5` → `gpt-5.5-2026-04-23`). A date or a suffix that no entry has does not
 * match, as in Langfuse: an unknown snapshot may well cost something else.
 */
export function findModelPrices(model: string, table: PriceTable = modelPrices): ModelPrices | null {
  const name = canonicalName(model);
  return indexOf(table).get(name) ?? null;
}

/** Whether a model name refers to this model of the table, by the rules of `findModelPrices`. */
export function modelMatches(model: string, tableModel: string, table: PriceTable = modelPrices): boolean {
  return findModelPrices(model, table)?.model === tableModel;
}

/** The part of the table that Langfuse 4.16 has itself. */
export const langfusePrices: PriceTable = modelPrices.filter((entry) => entry.knownToLangfuse);

/**
 * Whether Langfuse will price this model by itself. Where it does not, the sender has to state
 * `langfuse.observation.cost_details`, or the trace shows $0.
 */
export function langfuseKnowsPrice(model: string): boolean {
  return findModelPrices(model, langfusePrices) !== null;
}

const vendorPrefix = /^(?:openai\/(?=gpt-|o\d|chatgpt-|codex-)|anthropic\/(?=claude-)|google\/(?=gemini-))/;
const bedrockClaude = /^(?:[a-z]+\.)?anthropic\.(claude-.+?)(?:-v\d+(?::\d+)?)?$/;
const vertexClaude = /^(claude-.+)@(\d{8})$/;
const trailingDate = /-(?:\d{4}-\d{2}-\d{2}|\d{8})$/;

function canonicalName(model: string): string {
  return model
    .trim()
    .toLowerCase()
    .replace(vendorPrefix, '')
    .replace(bedrockClaude, '$1')
    .replace(vertexClaude, '$1-$2');
}

const indexes = new WeakMap<PriceTable, ReadonlyMap<string, ModelPrices>>();

function indexOf(table: PriceTable): ReadonlyMap<string, ModelPrices> {
  const known = indexes.get(table);
  if (known !== undefined) return known;
  const index = new Map<string, ModelPrices>();
  // Dated entries answer to their bare name first, newest last, so that an entry of that very name overwrites them. By
  // code units: the first localeCompare of a process loads the tables of all languages, for 25 ms.
  for (const entry of table.toSorted((left, right) => (left.model < right.model ? -1 : 1))) {
    const bareName = entry.model.replace(trailingDate, '');
    if (bareName !== entry.model) index.set(bareName, entry);
  }
  for (const entry of table) index.set(entry.model, entry);
  indexes.set(table, index);
  return index;
}
