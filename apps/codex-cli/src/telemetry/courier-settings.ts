import type { FlushSettings } from './detached-flush.ts';

/** What the courier's thread loads the configuration with: plain values, as only these pass between threads. */
export interface CourierSettings {
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly options: FlushSettings;
}
