import { Secret, type DestinationConfig, type OtelConfig } from '@codex-langfuse/config';
import type { LiveJournal } from '../manager/manager-input.ts';

/** What the courier's thread is told when it starts; plain values, as only these pass between threads. */
export interface CourierThreadSettings {
  readonly codexHome: string;
  readonly config: PlainConfig;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly userAgent: string;
  readonly nameServers?: readonly string[];
}

export type ToCourierThread =
  /** Something was recorded. */
  | { readonly kind: 'deliver'; readonly own?: LiveJournal }
  /** Start no request any more, and say when none is in flight. */
  | { readonly kind: 'stop' };

export type FromCourierThread =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'write'; readonly text: string }
  | { readonly kind: 'problem'; readonly message: string };

/** A configuration whose secrets are readable: it stays in the memory of the process. */
export interface PlainConfig extends Omit<OtelConfig, 'destinations'> {
  readonly destinations: readonly PlainDestination[];
}

interface PlainDestination extends Omit<DestinationConfig, 'headers'> {
  readonly headers: Readonly<Record<string, { readonly value: string; readonly source: string }>>;
}

export function toPlainConfig(config: OtelConfig): PlainConfig {
  const destinations = config.destinations.map((destination) => ({
    ...destination,
    headers: mapValues(destination.headers, (secret) => ({ value: secret.reveal(), source: secret.source })),
  }));
  return { ...config, destinations };
}

export function fromPlainConfig(config: PlainConfig): OtelConfig {
  const destinations = config.destinations.map((destination) => ({
    ...destination,
    headers: mapValues(destination.headers, ({ value, source }) => new Secret(value, source)),
  }));
  return { ...config, destinations };
}

function mapValues<From, To>(values: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}
