import { createRequire } from 'node:module';
import type { RE2JS } from 're2js';
import { PatternError } from './pattern-error.ts';

/** A regular expression of the user's, in an engine whose time is linear in the text whatever the pattern. */
export interface CustomPattern {
  test(text: string): boolean;
  /** `[start, end)` of each match that is not empty, in order. */
  matches(text: string): readonly (readonly [number, number])[];
}

/**
 * Compiles `redact.patterns` or `redact.allow` (`key`). Throws a `PatternError` that names the entry by its index where a
 * pattern is empty, matches nothing, is no regular expression, or needs what cannot run in linear time (lookaround,
 * back references, repetitions beyond 1000).
 */
export function compilePatterns(key: string, sources: readonly string[]): readonly CustomPattern[] {
  if (sources.length === 0) return [];
  const engine = loadEngine();
  return sources.map((source, index) => compile(engine, source, `otel.${key}[${index}]`));
}

function compile(engine: typeof RE2JS, source: string, place: string): CustomPattern {
  let compiled: RE2JS;
  try {
    compiled = engine.compile(engine.translateRegExp(source) as string);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PatternError(place, `is no pattern that can be used: ${reason}`, error);
  }
  if (compiled.test('')) throw new PatternError(place, 'matches the empty text');
  return {
    test: (text) => compiled.test(text),
    matches: (text) => {
      const matches: (readonly [number, number])[] = [];
      if (!compiled.test(text)) return matches;
      const matcher = compiled.matcher(text);
      while (matcher.find()) if (matcher.end() > matcher.start()) matches.push([matcher.start(), matcher.end()]);
      return matches;
    },
  };
}

/**
 * Only who has patterns pays for the engine, so it is not imported; `record()` is synchronous, so it cannot be imported
 * later. Resolved from this package also where a bundle has taken this module elsewhere.
 */
function loadEngine(): typeof RE2JS {
  const here = createRequire(import.meta.url);
  const packageFile = here.resolve('@codex-langfuse/otel/package.json');
  const loaded = createRequire(packageFile)('re2js') as { readonly RE2JS: typeof RE2JS };
  return loaded.RE2JS;
}
