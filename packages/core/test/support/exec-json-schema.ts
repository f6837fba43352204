/** The real Codex's `exec --json` lines (0.169.0), field by field: what a consumer of them relies on. */
const LINES: Readonly<Record<string, readonly string[]>> = {
  'thread.started': ['thread_id'],
  'turn.started': [],
  'turn.completed': ['usage'],
  'turn.failed': ['error'],
  'item.started': ['item'],
  'item.updated': ['item'],
  'item.completed': ['item'],
  error: ['message'],
};

const ITEMS: Readonly<Record<string, Readonly<Record<string, (value: unknown) => boolean>>>> = {
  agent_message: { text: isString },
  reasoning: { text: isString },
  command_execution: {
    command: isString,
    aggregated_output: isString,
    exit_code: (value) => value === null || Number.isInteger(value),
    status: oneOf('in_progress', 'completed', 'failed', 'declined'),
  },
  file_change: {
    changes: (value) =>
      Array.isArray(value) && value.every(({ path, kind }) => isString(path) && oneOf('add', 'delete', 'update')(kind)),
    status: oneOf('in_progress', 'completed', 'failed'),
  },
  todo_list: {
    items: (value) =>
      Array.isArray(value) && value.every(({ text, completed }) => isString(text) && typeof completed === 'boolean'),
  },
  error: { message: isString },
};

const USAGE = [
  'cache_write_input_tokens',
  'cached_input_tokens',
  'input_tokens',
  'output_tokens',
  'reasoning_output_tokens',
];

export function schemaProblems(lines: readonly unknown[]): readonly string[] {
  return lines.flatMap((line) => {
    const { type, ...fields } = JSON.parse(JSON.stringify(line)) as Record<string, unknown>;
    const keys = LINES[String(type)];
    if (keys === undefined) return [`unknown line ${String(type)}`];
    if (!sameKeys(fields, keys)) return [`${String(type)} has ${Object.keys(fields).join()}`];
    if (type === 'turn.completed' && !sameKeys(fields['usage'] as object, USAGE)) return ['usage differs'];
    return 'item' in fields ? itemProblems(fields['item'] as Record<string, unknown>) : [];
  });
}

function itemProblems({ id, type, ...fields }: Record<string, unknown>): readonly string[] {
  const schema = ITEMS[String(type)];
  if (schema === undefined) return [`unknown item ${String(type)}`];
  if (!/^item_\d+$/.test(String(id))) return [`item id ${String(id)}`];
  if (!sameKeys(fields, Object.keys(schema))) return [`${String(type)} has ${Object.keys(fields).join()}`];
  return Object.entries(schema).flatMap(([key, check]) =>
    check(fields[key]) ? [] : [`${String(type)}.${key} is ${JSON.stringify(fields[key])}`],
  );
}

function sameKeys(value: object, keys: readonly string[]): boolean {
  return Object.keys(value).sort().join() === [...keys].sort().join();
}

function isString(value: unknown): boolean {
  return typeof value === 'string';
}

function oneOf(...values: readonly string[]): (value: unknown) => boolean {
  return (value) => values.includes(String(value));
}
