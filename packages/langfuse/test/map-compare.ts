import type { Observation } from '@codex-langfuse/langfuse';

/** Our field for each column of the rows that Langfuse stored. */
const columns = {
  span_id: 'id',
  trace_id: 'traceId',
  parent_span_id: 'parentObservationId',
  name: 'name',
  type: 'type',
  trace_name: 'traceName',
  user_id: 'userId',
  session_id: 'sessionId',
  tags: 'tags',
  public: 'public',
  environment: 'environment',
  release: 'release',
  version: 'version',
  level: 'level',
  status_message: 'statusMessage',
  is_app_root: 'isAppRoot',
  provided_model_name: 'providedModelName',
  model_parameters: 'modelParameters',
  usage_details: 'usageDetails',
  cost_details: 'costDetails',
  usage_pricing_tier_name: 'usagePricingTierName',
  completion_start_time: 'completionStartTime',
  start_time: 'startTime',
  end_time: 'endTime',
  input: 'input',
  output: 'output',
  tool_call_names: 'toolCallNames',
  tool_calls: 'toolCalls',
  tool_definitions: 'toolDefinitions',
  metadata: 'metadata',
  prompt_name: 'promptName',
  prompt_version: 'promptVersion',
} as const satisfies Record<string, keyof Observation>;

export interface Difference {
  readonly column: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** The columns in which an observation is not what Langfuse stored. A column that we do not know is a difference. */
export function differences(actual: Observation, expected: Readonly<Record<string, unknown>>): Difference[] {
  const unknownColumns = Object.keys(expected).filter((column) => !(column in columns));
  const compared = Object.entries(columns).map(([column, field]) => ({
    column,
    expected: expected[column] ?? null,
    actual: actual[field],
  }));
  return [
    ...unknownColumns.map((column) => ({ column, expected: expected[column], actual: undefined })),
    ...compared.filter(({ column, ...values }) =>
      column === 'cost_details' ? !sameCosts(values.actual, values.expected) : !same(values.actual, values.expected),
    ),
  ];
}

function same(actual: unknown, expected: unknown): boolean {
  return JSON.stringify(sorted(actual)) === JSON.stringify(sorted(expected));
}

/** Langfuse's column is a decimal with twelve places; a cost that came as text is a number in it. */
function sameCosts(actual: unknown, expected: unknown): boolean {
  const [left, right] = [actual, expected].map((costs) => new Map(Object.entries(costs as Record<string, unknown>)));
  if (left === undefined || right === undefined || left.size !== right.size) return false;
  return [...right].every(([name, cost]) => Math.abs(Number(left.get(name)) - Number(cost)) < 1e-12);
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
