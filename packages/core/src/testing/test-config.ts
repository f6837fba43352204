import { Secret, type CodexConfig, type ModelProvider } from '@codex-langfuse/config';

/** A configuration for tests: provider at `baseUrl`, no sandbox, telemetry off. `provider` and `change` override parts of it. */
export function testConfig(input: {
  readonly baseUrl: string;
  readonly home: string;
  readonly cwd: string;
  readonly provider?: Partial<ModelProvider>;
  readonly change?: Partial<CodexConfig>;
}): CodexConfig {
  const modelProvider: ModelProvider = {
    id: 'scripted',
    name: 'Scripted',
    baseUrl: input.baseUrl,
    envKey: 'SCRIPTED_API_KEY',
    apiKey: new Secret('scripted-key', 'env SCRIPTED_API_KEY'),
    wireApi: 'responses',
    queryParams: {},
    httpHeaders: {},
    requestMaxRetries: 4,
    streamMaxRetries: 5,
    streamIdleTimeoutMillis: 300_000,
    ...input.provider,
  };
  return {
    home: input.home,
    cwd: input.cwd,
    model: 'gpt-5.5',
    modelReasoningSummary: 'auto',
    modelProvider,
    modelProviders: { [modelProvider.id]: modelProvider },
    approvalPolicy: 'never',
    sandboxMode: 'danger-full-access',
    projectDocMaxBytes: 32_768,
    otel: NO_TELEMETRY,
    origins: new Map(),
    ...input.change,
  };
}

const NO_TELEMETRY: CodexConfig['otel'] = {
  environment: 'dev',
  resourceAttributes: {},
  spanAttributes: {},
  tags: [],
  user: {},
  traceName: 'codex turn',
  logUserPrompt: false,
  logSseDeltas: false,
  destinations: [],
  delivery: 'background',
  exitWaitMillis: 250,
  intervalMillis: 1000,
  journal: { maxBytes: 268_435_456, maxAgeMillis: 2_592_000_000 },
  redact: { patterns: [], allow: [] },
};
