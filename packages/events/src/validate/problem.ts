/** What is wrong with, or unknown about, one place of a value. It never quotes a value: values are people's words. */
export interface ValidationProblem {
  readonly kind: 'missing' | 'wrong_type' | 'not_allowed' | 'unknown_event' | 'unknown_attribute';
  /** Name of the event; `""` where the value has none. */
  readonly event: string;
  /** Where: `attributes.decision`, `context.common.model`, `items.input[3]`, `timeUnixMicros`. */
  readonly path: string;
  /** The attribute, where the place is one. */
  readonly attribute?: string;
  /** `a string`, `one of "approved", "denied"`, `no attribute of this name`. */
  readonly expected: string;
  /** `nothing`, `a string of 12 characters`, `a number that is no integer`. */
  readonly given: string;
}

/** Collects problems; beyond a hundred of a kind they only repeat themselves. */
export interface ProblemList {
  readonly problems: readonly ValidationProblem[];
  add(problem: ValidationProblem): void;
}

const MOST_PROBLEMS = 100;

export function createProblemList(): ProblemList {
  const problems: ValidationProblem[] = [];
  return {
    problems,
    add(problem) {
      if (problems.length < MOST_PROBLEMS) problems.push(problem);
    },
  };
}

/** One line for people: `tool_decision: attributes.decision: expected one of "approved", …, given a string of 3 characters`. */
export function describeProblem({ event, path, expected, given }: ValidationProblem): string {
  return `${event === '' ? 'event' : event}: ${path === '' ? '' : `${path}: `}expected ${expected}, given ${given}`;
}

/** What a value is, without saying what it says. */
export function describeGiven(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'string') return value === '' ? 'an empty string' : `a string of ${value.length} characters`;
  if (typeof value === 'number') return describeNumber(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function describeNumber(value: number): string {
  if (!Number.isFinite(value)) return 'a number that is not finite';
  if (!Number.isInteger(value)) return 'a number that is no integer';
  if (!Number.isSafeInteger(value)) return 'an integer beyond 2^53';
  return value < 0 ? 'a negative integer' : 'an integer';
}

/** Names come from outside too: one that is longer than any real one is cut. */
export function shortName(name: string): string {
  return name.length <= 120 ? name : `${name.slice(0, 119)}…`;
}
