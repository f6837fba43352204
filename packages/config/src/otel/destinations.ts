import type { DestinationConfig, Signal } from '../otel-config.ts';
import { tableEntries } from '../read/decoders.ts';
import { valueError } from '../read/read-context.ts';
import type { ReadContext } from '../read/read-context.ts';
import { createTableReader } from '../read/table-reader.ts';
import type { ReaderOf } from '../read/table-reader.ts';
import type { SettingName } from '../schema/table-id.ts';
import { emptyTable } from '../tree/config-node.ts';
import type { ConfigNode, TableNode } from '../tree/config-node.ts';
import { readCapture } from './capture.ts';
import type { DestinationDraft, ExporterSetting, GeneralSettings } from './destination-settings.ts';
import { SIGNALS } from './endpoint.ts';
import { readExporterChoice } from './exporter-choice.ts';
import { readLangfuseDestination } from './langfuse-destination.ts';
import { readConsoleDestination, readFileDestination } from './local-destinations.ts';
import { readGrpcDestination, readHttpDestination } from './otlp-destination.ts';

const SIGNAL_KEYS: readonly (readonly [Signal, SettingName<'otel'>])[] = [
  ['traces', 'trace_exporter'],
  ['logs', 'log_exporter'],
  ['metrics', 'metrics_exporter'],
];
const RESERVED: ReadonlySet<string> = new Set(['default', ...SIGNALS]);
/** Keys of `[otel.destinations.<name>]` beside the exporter's table; they hold for it as if written inside. */
const BESIDE: readonly SettingName<'otel.destinations.*'>[] = ['capture', 'signals'];

/** A key that holds an exporter, and the signals that go to it. */
interface Slot {
  readonly name: string;
  readonly node: ConfigNode;
  readonly path: readonly string[];
  readonly signals: readonly Signal[];
  readonly explicit: boolean;
  readonly beside: readonly string[];
}

/** Reads `exporter`, the exporters per signal, and `[otel.destinations]`, in this order. */
export function readDestinations(
  otel: ReaderOf<'otel'>,
  general: GeneralSettings,
  context: ReadContext,
): DestinationConfig[] {
  const slots = [...exporterSlots(otel), ...(otel.has('destinations') ? namedSlots(otel, context) : [])];
  const destinations: DestinationConfig[] = [];
  for (const slot of slots) {
    const destination = readDestination(slot, general, context);
    if (destination !== undefined && Object.keys(destination.signals).length > 0) destinations.push(destination);
  }
  return destinations;
}

function exporterSlots(otel: ReaderOf<'otel'>): Slot[] {
  const own: Slot[] = [];
  for (const [signal, key] of SIGNAL_KEYS) {
    const node = otel.node(key);
    if (node !== undefined)
      own.push({ name: signal, node, path: ['otel', key], signals: [signal], explicit: true, beside: [] });
  }
  const node = otel.node('exporter');
  if (node === undefined) return own;
  const left = own.length === 0 ? SIGNALS : SIGNALS.filter((signal) => !own.some((slot) => slot.name === signal));
  return [{ name: 'default', node, path: ['otel', 'exporter'], signals: left, explicit: false, beside: [] }, ...own];
}

function namedSlots(otel: ReaderOf<'otel'>, context: ReadContext): Slot[] {
  const table = otel.node('destinations');
  if (table === undefined) return [];
  return tableEntries(table, { key: otel.keyOf('destinations'), context }).map(([name, node]) => {
    const path = ['otel', 'destinations', name];
    if (!RESERVED.has(name) && name.length <= 64)
      return { name, node, path, signals: SIGNALS, explicit: false, beside: BESIDE };
    const hint = `The names ${[...RESERVED].join(', ')} are taken; choose another, short one.`;
    throw valueError(context, {
      key: 'otel.destinations',
      problem: 'has an entry whose name is taken',
      hint,
      origin: node.origin,
    });
  });
}

function readDestination(slot: Slot, general: GeneralSettings, context: ReadContext): DestinationConfig | undefined {
  const choice = readExporterChoice(slot.node, slot.path, context, slot.beside);
  if (choice === undefined) return undefined;
  const own = choice.table ?? emptyTable(choice.origin);
  const table = slot.beside.length === 0 ? own : withBeside(own, slot);
  const reader = createTableReader<ExporterSetting>(table, choice.path, context);
  const draft: DestinationDraft = {
    name: slot.name,
    choice,
    slots: slot.signals,
    slotIsExplicit: slot.explicit,
    reader,
    capture: reader.has('capture') ? readCapture(reader, context) : undefined,
    general,
  };
  if (slot.signals.length === 0) return undefined;
  if (choice.kind === 'langfuse') return readLangfuseDestination(draft, context);
  if (choice.kind === 'otlp-grpc') return readGrpcDestination(draft, context);
  if (choice.kind === 'otlp-file') return readFileDestination(draft, context);
  if (choice.kind === 'console') return readConsoleDestination(draft, context);
  return readHttpDestination(draft, context);
}

function withBeside(table: TableNode, slot: Slot): TableNode {
  if (slot.node.kind !== 'table') return table;
  const entries = new Map(table.entries);
  for (const name of slot.beside) {
    const node = slot.node.entries.get(name);
    if (node !== undefined) entries.set(name, node);
  }
  return { ...table, entries };
}
