import type { SettingsOptions } from '../../settings.ts';

export interface QuarantineOptions extends SettingsOptions {
  readonly json?: true;
  readonly all?: true;
  readonly yes?: true;
}
