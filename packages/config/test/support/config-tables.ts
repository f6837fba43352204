import { CONFIG_TABLES } from '../../src/schema/index.ts';
import type { SettingTable } from '../../src/schema/index.ts';
import type { ConfigTable } from './random-document.ts';

const TABLES: readonly SettingTable[] = Object.values(CONFIG_TABLES);

/**
 * Every table with every key, for random configurations. Without commands and keychain entries: no fuzz may run
 * programs or open dialogs.
 */
export const CONFIG_TABLE_LIST: readonly ConfigTable[] = TABLES.map(({ header, settings }) => ({
  header: header.replace('<kind>', 'otlp-http').replace(/<(?:name|id)>/, 'docs'),
  keys: Object.entries(settings)
    .filter(([, { example }]) => !example.includes('keychain'))
    .map(([name, { example }]) => ({ name, example })),
}));
