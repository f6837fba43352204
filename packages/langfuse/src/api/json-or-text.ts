import { parseJson } from '../map/json.ts';

/**
 * Input and output are stored as text; the API returns JSON objects and lists parsed. Numbers and words that happen
 * to be JSON stay text: `42` was an answer, not a number, and large numbers would lose digits.
 */
export function jsonOrText(text: string | null): unknown {
  if (text === null || !/^\s*[[{]/.test(text)) return text;
  return parseJson(text) ?? text;
}
