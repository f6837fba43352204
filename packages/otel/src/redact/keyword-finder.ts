/** Finds which of many keywords a text holds, in one pass whatever their number. */
export type KeywordFinder = (text: string) => ReadonlySet<string>;

/** Keywords in lower case match in any case. One that others begin with is found with them. */
export function createKeywordFinder(keywords: readonly string[]): KeywordFinder {
  const unique = [...new Set(keywords)].toSorted((left, right) => right.length - left.length);
  const implied = new Map(unique.map((keyword) => [keyword, unique.filter((other) => keyword.startsWith(other))]));
  // A lookahead consumes nothing, so keywords that overlap are all found; the longest at a place implies the others.
  const alternatives = unique.map(escape).join('|');
  const pattern = new RegExp(`(?=(${alternatives}))`, 'gi');
  const any = new RegExp(alternatives, 'i');
  return (text) => {
    if (!any.test(text)) return NONE;
    const found = new Set<string>();
    for (const [, keyword] of text.matchAll(pattern)) {
      const lowered = keyword?.toLowerCase() ?? '';
      if (found.has(lowered)) continue;
      for (const other of implied.get(lowered) ?? []) found.add(other);
    }
    return found;
  };
}

const NONE: ReadonlySet<string> = new Set();

function escape(literal: string): string {
  return literal.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
}
