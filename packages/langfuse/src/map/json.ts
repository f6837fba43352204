export type JsonObject = Readonly<Record<string, unknown>>;

/** Deeper nesting is nobody's message; walking it would overflow the stack. */
const maximalDepth = 256;

/**
 * The JSON value of a text, or undefined if it is none or nests more than 256 deep. Anything that is not text is
 * returned as it is.
 */
export function parseJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (nestsTooDeep(value)) return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own member: text from outside may name `constructor` or `__proto__`. */
export function member(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** A plain object from entries; a key `__proto__` becomes an ordinary member. */
export function fromEntries<Value>(entries: Iterable<readonly [string, Value]>): Record<string, Value> {
  return Object.fromEntries(entries);
}

function nestsTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let position = 0; position < text.length; position += 1) {
    const character = text[position];
    if (character === '"') inString = !inString;
    else if (inString) position += character === '\\' ? 1 : 0;
    else if (character === '{' || character === '[') {
      depth += 1;
      if (depth > maximalDepth) return true;
    } else if (character === '}' || character === ']') depth -= 1;
  }
  return false;
}
