import type { CONFIG_TABLES } from './index.ts';

export type TableId = keyof typeof CONFIG_TABLES;

/** The keys of a table, as the documentation lists them; of several tables, those of each. */
export type SettingName<Id extends TableId> = Id extends TableId
  ? keyof (typeof CONFIG_TABLES)[Id]['settings'] & string
  : never;
