import type { Origin } from './origin.ts';
import type { OtelConfig } from './otel-config.ts';
import type { Secret } from './secret.ts';

export type SandboxMode = 'read-only' | 'workspace-write' | 'danger-full-access';
export type ApprovalPolicy = 'untrusted' | 'on-failure' | 'on-request' | 'never';
export type ReasoningEffort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh';

/** One entry of `[model_providers.<id>]`, or the built-in `openai`. */
export interface ModelProvider {
  readonly id: string;
  /** Display name, as `conversation_starts` reports it. */
  readonly name: string;
  /** Without a trailing slash; requests go to `<baseUrl>/responses`. */
  readonly baseUrl: string;
  /** Name of the environment variable that holds the key. */
  readonly envKey?: string;
  /** The key itself, when the environment (or `experimental_bearer_token`) has it. */
  readonly apiKey?: Secret;
  readonly wireApi: 'responses';
  readonly queryParams: Readonly<Record<string, string>>;
  readonly httpHeaders: Readonly<Record<string, Secret>>;
  /** HTTP attempts beyond the first; default 4. */
  readonly requestMaxRetries: number;
  /** Reconnections of a broken stream; default 5. */
  readonly streamMaxRetries: number;
  /** Longest silence of a stream; default 300000. */
  readonly streamIdleTimeoutMillis: number;
}

/** What `sandbox_mode = "workspace-write"` allows beyond the working directory. */
export interface SandboxWorkspaceWrite {
  /** Absolute paths. */
  readonly writableRoots: readonly string[];
  readonly networkAccess: boolean;
  /** `$TMPDIR` is not writable. */
  readonly excludeTmpdirEnvVar: boolean;
  /** `/tmp` is not writable. */
  readonly excludeSlashTmp: boolean;
}

/** `[shell_environment_policy]`: which variables commands of the agent get. */
export interface ShellEnvironmentPolicy {
  readonly inherit: 'all' | 'core' | 'none';
  /** False: names with KEY, SECRET or TOKEN are left out. */
  readonly ignoreDefaultExcludes: boolean;
  /** Patterns with `*`; case does not count. */
  readonly exclude: readonly string[];
  /** Patterns; empty means all. */
  readonly includeOnly: readonly string[];
  readonly set: Readonly<Record<string, Secret>>;
  readonly useProfile: boolean;
}

/** `[history]`. */
export interface HistorySettings {
  readonly persistence: 'save-all' | 'none';
  readonly maxBytes?: number;
}

/** How a Model Context Protocol server is reached. */
export type McpTransport =
  | {
      readonly kind: 'stdio';
      readonly command: string;
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, Secret>>;
      /** Names of variables that are handed on. */
      readonly envVars: readonly string[];
      /** Absolute. */
      readonly cwd?: string;
    }
  | {
      readonly kind: 'http';
      readonly url: string;
      readonly bearerTokenEnvVar?: string;
      /** When that variable is set. */
      readonly bearerToken?: Secret;
      readonly headers: Readonly<Record<string, Secret>>;
    };

/** One entry of `[mcp_servers.<name>]`. */
export interface McpServer {
  readonly name: string;
  readonly transport: McpTransport;
  readonly enabled: boolean;
  /** A session does not begin without it. */
  readonly required: boolean;
  readonly startupTimeoutMillis: number;
  readonly toolTimeoutMillis: number;
  /** Absent: all. */
  readonly enabledTools?: readonly string[];
  readonly disabledTools: readonly string[];
}

/** The whole effective configuration. */
export interface CodexConfig {
  /** `$CODEX_HOME`, absolute; need not exist. */
  readonly home: string;
  readonly cwd: string;
  readonly profile?: string;
  readonly model: string;
  readonly modelReasoningEffort?: ReasoningEffort;
  readonly modelReasoningSummary: 'auto' | 'concise' | 'detailed' | 'none';
  readonly modelContextWindow?: number;
  readonly modelProvider: ModelProvider;
  readonly modelProviders: Readonly<Record<string, ModelProvider>>;
  readonly approvalPolicy: ApprovalPolicy;
  readonly sandboxMode: SandboxMode;
  /** Project instructions (AGENTS.md) are read up to this many bytes; default 32768. */
  readonly projectDocMaxBytes: number;
  /** File names tried where a folder has no AGENTS.md. */
  readonly projectDocFallbackFilenames?: readonly string[];
  /** `[sandbox_workspace_write]`, when given. */
  readonly sandboxWorkspaceWrite?: SandboxWorkspaceWrite;
  /** `[shell_environment_policy]`, when given. */
  readonly shellEnvironmentPolicy?: ShellEnvironmentPolicy;
  /** `[history]`, when given. */
  readonly history?: HistorySettings;
  /** `[mcp_servers]`, when given; those that can be used. */
  readonly mcpServers?: Readonly<Record<string, McpServer>>;
  /** argv of a program that is told when a turn ends. */
  readonly notify?: readonly string[];
  /** Absolute path of a file that replaces the built-in instructions. */
  readonly modelInstructionsFile?: string;
  readonly developerInstructions?: string;
  readonly compactPrompt?: string;
  /** Absolute path of a file with the same. */
  readonly compactPromptFile?: string;
  readonly modelVerbosity?: 'low' | 'medium' | 'high';
  /** Tokens from which on the conversation is summed up. */
  readonly modelAutoCompactTokenLimit?: number;
  /** Tokens of a tool's output that stay in the conversation. */
  readonly toolOutputTokenLimit?: number;
  readonly reviewModel?: string;
  readonly serviceTier?: string;
  readonly webSearch?: 'disabled' | 'cached' | 'live';
  readonly hideAgentReasoning?: boolean;
  readonly showRawAgentReasoning?: boolean;
  /** What a folder holds that is the root of a project; default `.git`. */
  readonly projectRootMarkers?: readonly string[];
  readonly features?: Readonly<Record<string, boolean>>;
  readonly otel: OtelConfig;
  /** Every effective value by dotted key, with where it comes from. */
  readonly origins: ReadonlyMap<string, Origin>;
}

/** Something the user should know that does not stop the program. */
export interface ConfigWarning {
  /** Stable, for machines: `unknown_key`, `otel_disabled`, `exporter_form_normalised`, … */
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly origin?: Origin;
  /** The line with a caret under it, where the warning stands for an error. */
  readonly excerpt?: string;
}

/** One setting as it is in force. Secrets, and what may hold one, show as `[redacted]`. */
export interface EffectiveValue {
  /** Dotted, as in the file: `otel.exporter.langfuse.base_url`. */
  readonly key: string;
  readonly value: unknown;
  readonly origin: Origin;
  /** Of a secret: where its text came from, for example `env LANGFUSE_SECRET_KEY`. */
  readonly source?: string;
}

export interface LoadedConfig {
  readonly config: CodexConfig;
  readonly warnings: readonly ConfigWarning[];
  /** Every setting in force, defaults included, in reading order; what `describeConfig` prints. */
  readonly values: readonly EffectiveValue[];
}

/** What loading depends on; nothing else is read from the process. */
export interface LoadConfigInput {
  /** The user's home folder, for `~`; `$CODEX_HOME` comes from `env`. */
  readonly home: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `-c key=value` pairs in order, unparsed. */
  readonly overrides?: readonly string[];
  readonly profile?: string;
  /** Unknown keys and a bad `[otel]` become errors. */
  readonly strict?: boolean;
  /** Milliseconds since the epoch, for certificate expiry. */
  readonly now?: () => number;
  /** Default `/etc/codex`. */
  readonly systemDirectory?: string;
  /** Names of registered exporters beyond the built-in kinds; they take the keys of `otlp-http`. */
  readonly exporters?: readonly string[];
}
