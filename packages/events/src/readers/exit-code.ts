/** Tools of the real Codex whose output begins with what became of a process. */
const PROCESS_TOOLS = new Set([
  'exec_command',
  'write_stdin',
  'shell',
  'shell_command',
  'local_shell',
  'container.exec',
  'unified_exec',
]);

/**
 * The exit code inside the output of a process tool, for the real Codex calls a command that failed a success. Newer
 * versions write lines before `Output:` (`Exit code: 2`, `Process exited with code 2`), older ones JSON with
 * `metadata.exit_code`. What a command itself printed is not looked at.
 */
export function exitCodeInOutput(tool: string, output: string): number | undefined {
  if (!PROCESS_TOOLS.has(tool)) return undefined;
  return output.startsWith('{') ? inJson(output) : inHeader(output);
}

function inHeader(output: string): number | undefined {
  const [header = ''] = output.slice(0, 2048).split(/^Output:/m);
  const digits = /^(?:Exit code: |Process exited with code )(-?\d{1,10})$/m.exec(header)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function inJson(output: string): number | undefined {
  try {
    const { metadata } = JSON.parse(output) as { metadata?: { exit_code?: unknown } | null };
    const code = metadata?.exit_code;
    return typeof code === 'number' && Number.isSafeInteger(code) ? code : undefined;
  } catch {
    // The sender cut it: the code stands at the end of such output.
    return undefined;
  }
}
