import { ConfigError } from '../config-error.ts';
import type { DeliveryMode, OtelConfig } from '../otel-config.ts';
import { boolean, byteSize, duration, integer, nonEmptyText, oneOf, textList } from '../read/decoders.ts';
import type { Decoder } from '../read/decoders.ts';
import type { ReadContext } from '../read/read-context.ts';
import type { ReaderOf } from '../read/table-reader.ts';
import { readAttributes, readTracestate, withEnvironmentAttributes } from './attributes.ts';
import { readCapture, readToolResultMaxBytes } from './capture.ts';
import { BATCH_MAX_ITEMS, COMPRESSION, TIMEOUT_MILLIS } from './destination-settings.ts';
import type { GeneralSettings } from './destination-settings.ts';
import { readDestinations } from './destinations.ts';
import { readRedact } from './redact.ts';
import { readExporterModules } from './exporter-modules.ts';
import { environmentValue } from './environment-defaults.ts';
import type { EnvironmentValue } from './environment-defaults.ts';

const DAY_MILLIS = 86_400_000;
const MEBIBYTE = 1024 * 1024;

/** What `[otel]` means when there is none: no telemetry. */
export const OTEL_OFF: OtelConfig = {
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
  journal: { maxBytes: 256 * MEBIBYTE, maxAgeMillis: 30 * DAY_MILLIS },
  redact: { patterns: [], allow: [] },
};

/**
 * Reads `[otel]`. Whatever is wrong with it, the agent goes on: telemetry is off and the warning `otel_disabled` says
 * why. With `strict` it throws.
 */
export function readOtelSafely(root: ReaderOf<'root'>, context: ReadContext): OtelConfig {
  const valuesBefore = context.values.length;
  try {
    return readOtel(root.table<'otel'>('otel'), context);
  } catch (error) {
    if (!ConfigError.isInstance(error) || context.strict) throw error;
    // Nothing of it is in force.
    context.values.splice(valuesBefore);
    warnOff(error, context);
    return OTEL_OFF;
  }
}

function warnOff({ message, hint, origin, excerpt }: ConfigError, context: ReadContext): void {
  context.warnings.push({
    code: 'otel_disabled',
    message: `telemetry is off: ${message}`,
    hint,
    ...(origin === undefined ? {} : { origin }),
    ...(excerpt === undefined ? {} : { excerpt }),
  });
}

function readOtel(otel: ReaderOf<'otel'>, context: ReadContext): OtelConfig {
  const logUserPrompt = otel.value('log_user_prompt', boolean, false);
  const logAgentResponses = otel.value('log_agent_responses', boolean, false);
  if (otel.has('log_guardian_assessments')) noteWithoutEffect(otel, context);
  const toolResultMaxBytes = otel.has('tool_result') ? readToolResultMaxBytes(otel) : undefined;
  const general: GeneralSettings = {
    capture: otel.has('capture') ? readCapture(otel, context) : undefined,
    switches: { logUserPrompt, logAgentResponses, toolResultMaxBytes },
    compression: otel.optional('compression', COMPRESSION),
    timeoutMillis: otel.optional('timeout_ms', TIMEOUT_MILLIS),
    batchMaxItems: otel.value('batch_max_items', BATCH_MAX_ITEMS, 512),
    batchMaxBytes: otel.value('batch_max_bytes', byteSize(1024), 2 * MEBIBYTE),
  };
  const written = attributesAt('resource_attributes', otel, context);
  const spanAttributes = attributesAt('span_attributes', otel, context);
  const tracestate = otel.has('tracestate') ? readTracestate(otel, context) : undefined;
  const exporterModules = otel.has('exporter_modules') ? readExporterModules(otel, context) : undefined;
  const kinds = Object.keys(exporterModules ?? {});
  const destinations = readDestinations(
    otel,
    general,
    kinds.length === 0 ? context : { ...context, exporters: [...context.exporters, ...kinds] },
  );
  const fromEnvironment = destinations.length === 0 ? undefined : environmentValue(context, 'OTEL_RESOURCE_ATTRIBUTES');
  const config: OtelConfig = {
    environment: readEnvironment(otel, context),
    resourceAttributes:
      fromEnvironment === undefined ? written : withEnvironmentAttributes(written, fromEnvironment, context),
    spanAttributes,
    tags: otel.value('tags', textList, []),
    user: otel.has('user') ? readUser(otel) : {},
    traceName: otel.value('trace_name', nonEmptyText, OTEL_OFF.traceName),
    logUserPrompt,
    logSseDeltas: otel.value('log_sse_deltas', boolean, false),
    destinations: isSwitchedOff(context) ? [] : destinations,
    ...readDelivery(otel, context),
    intervalMillis: otel.value('interval_ms', integer(10, 3_600_000), OTEL_OFF.intervalMillis),
    journal: readJournal(otel),
    ...(tracestate === undefined ? {} : { tracestate }),
    redact: readRedact(otel, context),
    ...(exporterModules === undefined || kinds.length === 0 ? {} : { exporterModules }),
  };
  otel.finish();
  return config;
}

function attributesAt(
  name: 'resource_attributes' | 'span_attributes',
  otel: ReaderOf<'otel'>,
  context: ReadContext,
): Readonly<Record<string, string>> {
  const node = otel.node(name);
  return node === undefined ? {} : readAttributes(node, otel.keyOf(name), context);
}

/** There is no automatic reviewer here whose assessments could be sent. */
function noteWithoutEffect(otel: ReaderOf<'otel'>, context: ReadContext): void {
  if (otel.optional('log_guardian_assessments', boolean) !== true) return;
  const origin = otel.node('log_guardian_assessments')?.origin ?? otel.origin;
  const message = `${otel.keyOf('log_guardian_assessments')}: has no effect, there are no guardian assessments here`;
  context.warnings.push({ code: 'no_effect', message, hint: 'Remove the key.', origin });
}

/** Langfuse takes lower-case names of up to 40 characters that do not begin with "langfuse"; others it drops. */
function readEnvironment(otel: ReaderOf<'otel'>, context: ReadContext): string {
  const variable = environmentValue(context, 'LANGFUSE_TRACING_ENVIRONMENT');
  const written = variable === undefined || otel.has('environment');
  const environment = written
    ? otel.value('environment', nonEmptyText, OTEL_OFF.environment)
    : environmentFrom(variable, otel, context);
  if (!/^(?!langfuse)[a-z0-9_-]{1,40}$/.test(environment)) warnOfEnvironment(otel, context);
  return environment;
}

function environmentFrom({ name, value }: EnvironmentValue, otel: ReaderOf<'otel'>, context: ReadContext): string {
  const origin = { layer: 'environment' } as const;
  context.values.push({ key: otel.keyOf('environment'), value, origin, source: `env ${name}` });
  return value;
}

function warnOfEnvironment(otel: ReaderOf<'otel'>, context: ReadContext): void {
  const message = `${otel.keyOf('environment')}: is not an environment name that Langfuse accepts`;
  const hint = 'Use lower-case letters, digits, "-" and "_", at most 40, not beginning with "langfuse".';
  const origin = otel.node('environment')?.origin ?? ({ layer: 'environment' } as const);
  context.warnings.push({ code: 'environment_name', message, hint, origin });
}

function readUser(otel: ReaderOf<'otel'>): OtelConfig['user'] {
  const table = otel.table<'otel.user'>('user');
  const id = table.optional('id', nonEmptyText);
  const email = table.optional('email', nonEmptyText);
  table.finish();
  return { ...(id === undefined ? {} : { id }), ...(email === undefined ? {} : { email }) };
}

/** In CI nobody waits at a prompt and the machine is gone afterwards: there delivery is waited for. */
function readDelivery(otel: ReaderOf<'otel'>, context: ReadContext): Pick<OtelConfig, 'delivery' | 'exitWaitMillis'> {
  const ci = context.env['CI'];
  const inCi = ci !== undefined && ci !== '' && ci !== 'false' && ci !== '0';
  const modes: Decoder<DeliveryMode> = oneOf('background', 'wait', 'next-run');
  const delivery = otel.value('delivery', modes, inCi ? 'wait' : 'background');
  const exitWaitMillis = otel.value('exit_wait_ms', integer(0, 600_000), delivery === 'wait' ? 30_000 : 250);
  return { delivery, exitWaitMillis };
}

function readJournal(otel: ReaderOf<'otel'>): OtelConfig['journal'] {
  const table = otel.table<'otel.journal'>('journal');
  const journal = {
    maxBytes: table.value('max_bytes', byteSize(MEBIBYTE), OTEL_OFF.journal.maxBytes),
    maxAgeMillis: table.value('max_age', duration, OTEL_OFF.journal.maxAgeMillis),
  };
  table.finish();
  return journal;
}

/** The standard switch of OpenTelemetry. */
function isSwitchedOff(context: ReadContext): boolean {
  return environmentValue(context, 'OTEL_SDK_DISABLED')?.value.toLowerCase() === 'true';
}
