import type { Origin } from '../origin.ts';
import type { DestinationConfig, Signal } from '../otel-config.ts';
import { boolean, integer, oneOf } from '../read/decoders.ts';
import type { Decoder } from '../read/decoders.ts';
import { placeOf, valueError } from '../read/read-context.ts';
import type { ReadContext } from '../read/read-context.ts';
import type { TableReader } from '../read/table-reader.ts';
import type { SettingName } from '../schema/table-id.ts';
import type { Secret } from '../secret.ts';
import { resolveCapture } from './capture.ts';
import type { CaptureSetting, CaptureSwitches } from './capture.ts';
import { SIGNALS, isLoopback } from './endpoint.ts';
import { environmentValue } from './environment-defaults.ts';
import type { ExporterChoice } from './exporter-choice.ts';

/** The keys of all kinds together; each reader takes those of its own. */
export type ExporterSetting = SettingName<'langfuse' | 'otlp-http' | 'otlp-grpc' | 'otlp-file' | 'console'>;

/** A destination on its way: its exporter, and the signals that the key it stands under leaves to it. */
export interface DestinationDraft {
  readonly name: string;
  readonly choice: ExporterChoice;
  readonly slots: readonly Signal[];
  /** Set where the key itself names the signal, as `trace_exporter` does. */
  readonly slotIsExplicit: boolean;
  readonly reader: TableReader<ExporterSetting>;
  readonly capture: CaptureSetting | undefined;
  readonly general: GeneralSettings;
}

/** What `[otel]` says for every destination. */
export interface GeneralSettings {
  readonly capture: CaptureSetting | undefined;
  readonly switches: CaptureSwitches;
  readonly compression: DestinationConfig['compression'] | undefined;
  readonly timeoutMillis: number | undefined;
  readonly batchMaxItems: number;
  readonly batchMaxBytes: number;
}

export const COMPRESSION: Decoder<'gzip' | 'none'> = oneOf('gzip', 'none');
export const TIMEOUT_MILLIS: Decoder<number> = integer(1, 600_000);
export const BATCH_MAX_ITEMS: Decoder<number> = integer(1, 100_000);
const DEFAULT_TIMEOUT_MILLIS = 5000;

export type CommonSettings = Pick<
  DestinationConfig,
  'name' | 'capture' | 'compression' | 'timeoutMillis' | 'batchMaxItems' | 'batchMaxBytes'
>;

/** Reads the keys that every kind has, and reports unknown ones: to be called last. */
export function finishDestination(
  draft: DestinationDraft,
  isLocalLangfuse: boolean,
  context: ReadContext,
): CommonSettings {
  const { reader, general, name } = draft;
  const settings: CommonSettings = {
    name,
    capture: resolveCapture({
      own: draft.capture,
      general: general.capture,
      switches: general.switches,
      isLocalLangfuse,
    }),
    compression:
      reader.optional('compression', COMPRESSION) ?? general.compression ?? environmentCompression(context) ?? 'gzip',
    timeoutMillis:
      reader.optional('timeout_ms', TIMEOUT_MILLIS) ??
      general.timeoutMillis ??
      environmentTimeout(context) ??
      DEFAULT_TIMEOUT_MILLIS,
    batchMaxItems: reader.optional('batch_max_items', BATCH_MAX_ITEMS) ?? general.batchMaxItems,
    batchMaxBytes: reader.optional('batch_max_bytes', integer(1024)) ?? general.batchMaxBytes,
  };
  reader.finish();
  return settings;
}

/** The signals that both the key and a `signals` list leave to a destination. */
export function wantedSignals(draft: DestinationDraft): readonly Signal[] {
  if (!draft.reader.has('signals')) return draft.slots;
  const listed = draft.reader.value('signals', SIGNAL_LIST, []);
  return SIGNALS.filter((signal) => listed.includes(signal) && draft.slots.includes(signal));
}

const SIGNAL_LIST: Decoder<readonly Signal[]> = (node, place) => {
  if (node.kind === 'list' && node.items.length > 0) {
    return node.items.map((item) => oneOf('traces', 'logs', 'metrics')(item, place));
  }
  const hint = 'Write signals = ["traces", "logs"].';
  throw valueError(place.context, { key: place.key, problem: 'must be a list of signals', hint, origin: node.origin });
};

/** Credentials, which every header may be, do not travel in the clear beyond this machine unless allowed by name. */
export function refuseInsecure(
  details: {
    readonly url: URL;
    readonly headers: ReadonlyMap<string, Secret>;
    readonly origin: Origin;
    readonly key: string;
  },
  reader: TableReader<'allow_insecure'>,
  context: ReadContext,
): void {
  const allowed = reader.optional('allow_insecure', boolean) === true;
  if (allowed || details.url.protocol !== 'http:' || details.headers.size === 0 || isLoopback(details.url)) return;
  throw insecure(details.key, details.origin, context);
}

function insecure(key: string, origin: Origin, context: ReadContext): Error {
  const problem = 'would send credentials over plain http to another machine';
  const hint = 'Use https, or write allow_insecure = true in the same table if the network is trusted.';
  return valueError(context, { code: 'insecure_endpoint', key, problem, hint, origin });
}

/** Says that a destination gets none of the signals left to it. */
export function warnSignalNotTaken(signal: Signal, origin: Origin, key: string, context: ReadContext): void {
  context.warnings.push({
    code: 'signal_not_taken',
    message: `${placeOf(origin)}${key}: Langfuse takes traces only, so ${signal} are not sent there`,
    hint: 'Give the endpoint …/api/public/otel to send traces.',
    origin,
  });
}

function environmentCompression(context: ReadContext): 'gzip' | 'none' | undefined {
  const variable = environmentValue(context, 'OTEL_EXPORTER_OTLP_COMPRESSION');
  return variable?.value === 'gzip' || variable?.value === 'none' ? variable.value : undefined;
}

function environmentTimeout(context: ReadContext): number | undefined {
  const value = Number(environmentValue(context, 'OTEL_EXPORTER_OTLP_TIMEOUT')?.value);
  return Number.isSafeInteger(value) && value >= 1 && value <= 600_000 ? value : undefined;
}
