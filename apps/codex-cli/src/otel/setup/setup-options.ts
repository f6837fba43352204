import type { SettingsOptions } from '../../settings.ts';

export const REGIONS = ['eu', 'us', 'jp', 'hipaa', 'langfuse-local'] as const;

export interface SetupOptions extends SettingsOptions {
  readonly region?: (typeof REGIONS)[number];
  readonly baseUrl?: string;
  readonly publicKey?: string;
  readonly secretKeyStdin?: true;
  readonly replace?: true;
  readonly yes?: true;
  /** Default: true. */
  readonly doctor?: boolean;
}

/** What can be wrong before anything is written; for people, without secrets. */
export class SetupProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SetupProblem';
  }
}
