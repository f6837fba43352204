import { expect, test } from '@jest/globals';
import { KEYS } from './support/destination-summary.ts';
import { onlyDestination } from './support/workspace.ts';

const CAPTURE_METADATA = {
  prompts: 'metadata',
  responses: 'metadata',
  tool_arguments: 'metadata',
  tool_output: 'metadata',
  system: 'metadata',
  maxBytes: 16_384,
};
const REDACTED = {
  prompts: 'redacted',
  responses: 'redacted',
  tool_arguments: 'redacted',
  tool_output: 'redacted',
  system: 'redacted',
  maxBytes: 16_384,
};
const LOCAL = '[otel.exporter.langfuse]\nbase_url = "http://localhost:4400"';

/** Name, document, what the only destination captures. */
const CAPTURE: readonly (readonly [string, string, object])[] = [
  ['metadata for a Langfuse elsewhere', '[otel]\nexporter = "langfuse"', CAPTURE_METADATA],
  ['redacted text for a langfuse-local', LOCAL, REDACTED],
  [
    'metadata for another collector on this machine',
    '[otel.exporter.otlp-http]\nendpoint = "http://localhost:4318"',
    CAPTURE_METADATA,
  ],
  [
    'prompts with log_user_prompt',
    '[otel]\nexporter = "langfuse"\nlog_user_prompt = true',
    { ...CAPTURE_METADATA, prompts: 'redacted' },
  ],
  [
    'responses with log_agent_responses',
    '[otel]\nexporter = "langfuse"\nlog_agent_responses = true',
    { ...CAPTURE_METADATA, responses: 'redacted' },
  ],
  [
    'capture before log_user_prompt',
    '[otel]\nexporter = "langfuse"\nlog_user_prompt = true\ncapture = "metadata"',
    CAPTURE_METADATA,
  ],
  [
    'a kind before log_user_prompt',
    '[otel]\nexporter = "langfuse"\nlog_user_prompt = true\ncapture = { prompts = "full" }',
    { ...CAPTURE_METADATA, prompts: 'full' },
  ],
  [
    'one level for all',
    `[otel]\ncapture = "full"\n${LOCAL}`,
    Object.fromEntries(Object.entries(REDACTED).map(([kind, level]) => [kind, kind === 'maxBytes' ? level : 'full'])),
  ],
  [
    'levels per kind and a limit',
    `[otel.capture]\ntool_output = "metadata"\nmax_bytes = "1KiB"\n${LOCAL}`,
    { ...REDACTED, tool_output: 'metadata', maxBytes: 1024 },
  ],
  [
    "a destination's own before the general",
    '[otel]\ncapture = { prompts = "full", max_bytes = 99 }\n[otel.destinations.a]\ncapture = "redacted"\nlangfuse = {}',
    { ...REDACTED, maxBytes: 99 },
  ],
  ['capture inside the exporter', '[otel]\nexporter = { langfuse = { capture = "redacted" } }', REDACTED],
  [
    "Codex's limit for tool output",
    `[otel.tool_result]\nmax_bytes = 100\n${LOCAL}`,
    { ...REDACTED, toolOutputMaxBytes: 100 },
  ],
  [
    "Codex's switch for tool output",
    `[otel.tool_result]\nmax_bytes = 0\n${LOCAL}`,
    { ...REDACTED, tool_output: 'metadata' },
  ],
];

test.each(CAPTURE)('captures %s', (_name, user, expected) => {
  expect(onlyDestination({ user, env: KEYS }).capture).toEqual(expected);
});
