import type { Secret } from './secret.ts';

export type Signal = 'traces' | 'logs' | 'metrics';

/** `http/protobuf` and `http/json` are OTLP over HTTP; `grpc` is OTLP over gRPC; `file` is OTLP/JSON lines. */
export type WireProtocol = 'http/protobuf' | 'http/json' | 'grpc' | 'file' | 'console';

/** How much of one kind of content leaves: nothing, text after secret redaction, or the text as it is. */
export type CaptureLevel = 'metadata' | 'redacted' | 'full';

export type ContentKind = 'prompts' | 'responses' | 'tool_arguments' | 'tool_output' | 'system';

export interface CapturePolicy {
  readonly prompts: CaptureLevel;
  readonly responses: CaptureLevel;
  readonly tool_arguments: CaptureLevel;
  readonly tool_output: CaptureLevel;
  readonly system: CaptureLevel;
  /** Longest content per attribute in UTF-8 bytes; the middle is cut and marked. Default 16384. */
  readonly maxBytes: number;
  /** From the real Codex's `tool_result.max_bytes`: tool output is cut to this, where it is less than `maxBytes`. */
  readonly toolOutputMaxBytes?: number;
}

/** PEM files, absolute paths, checked when the config is loaded. Key and certificate come together. */
export interface TlsConfig {
  readonly caCertificate?: string;
  readonly clientCertificate?: string;
  readonly clientPrivateKey?: string;
}

export interface SignalEndpoint {
  /** Full URL as requested; for `file` an absolute path; for `console` the empty string. */
  readonly url: string;
  readonly protocol: WireProtocol;
}

/** One place where telemetry goes. All of it comes from one config layer. */
export interface DestinationConfig {
  /**
   * `default` for `exporter`; `traces`, `logs` or `metrics` where that signal has an exporter of its own; else the key
   * under `[otel.destinations]`.
   */
  readonly name: string;
  /** `otlp-http`, `otlp-grpc`, `otlp-file`, `console`, `langfuse`, or a registered exporter's name. */
  readonly kind: string;
  /** The signals this destination takes; Langfuse takes traces only. */
  readonly signals: Readonly<Partial<Record<Signal, SignalEndpoint>>>;
  /** Names in lower case. Values are secrets, whatever the name. */
  readonly headers: Readonly<Record<string, Secret>>;
  /** The public half of the project's key pair, where there is one: part of the fingerprint, not secret. */
  readonly projectKeyId?: string;
  readonly tls?: TlsConfig;
  readonly capture: CapturePolicy;
  readonly compression: 'gzip' | 'none';
  /** For one try: connect, request and whole answer. */
  readonly timeoutMillis: number;
  readonly batchMaxItems: number;
  readonly batchMaxBytes: number;
}

export type DeliveryMode = 'background' | 'wait' | 'next-run';

/** `[otel]` after layers, defaults, expansion and checks. */
export interface OtelConfig {
  readonly environment: string;
  readonly resourceAttributes: Readonly<Record<string, string>>;
  readonly spanAttributes: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly user: { readonly id?: string; readonly email?: string };
  /** Langfuse trace name; default `codex turn`. */
  readonly traceName: string;
  readonly logUserPrompt: boolean;
  readonly logSseDeltas: boolean;
  /** Kinds of exporters beyond the built-in ones: kind → absolute path of the module that has it. */
  readonly exporterModules?: Readonly<Record<string, string>>;
  /** Empty means: telemetry is off. */
  readonly destinations: readonly DestinationConfig[];
  readonly delivery: DeliveryMode;
  /** Longest wait at exit for a request in flight (`background`) or for delivery (`wait`). */
  readonly exitWaitMillis: number;
  readonly intervalMillis: number;
  readonly journal: { readonly maxBytes: number; readonly maxAgeMillis: number };
  /** W3C tracestate members with their fields, as the real Codex has them. */
  readonly tracestate?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly redact: { readonly patterns: readonly string[]; readonly allow: readonly string[] };
}
