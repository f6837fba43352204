import { release, type as systemName } from 'node:os';

/**
 * `{originator}/{version} ({system} {release}; {architecture}) {terminal}`, with every character that may not stand in
 * a header replaced by `_`.
 */
export function userAgent(input: {
  readonly originator: string;
  readonly version: string;
  /** From `terminalType`. */
  readonly terminal: string;
  readonly system?: string;
  readonly release?: string;
  readonly architecture?: string;
}): string {
  const system = `${input.system ?? systemName()} ${input.release ?? release()}; ${input.architecture ?? process.arch}`;
  return `${input.originator}/${input.version} (${system}) ${input.terminal}`.replace(/[^\x20-\x7e]/g, '_');
}
