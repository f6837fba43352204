import { resolve } from 'node:path';

/**
 * A shell command that does nothing but apply a patch from a heredoc, optionally after `cd <folder> &&`, or the argv
 * form `["apply_patch", patch]`. Undefined for every other command.
 */
export function interceptPatch(
  command: string | readonly string[],
  workdir: string,
): { readonly patch: string; readonly workdir: string } | undefined {
  if (typeof command === 'string') return fromScript(command, workdir);
  const [program, argument, script] = command;
  if (command.length === 2 && isPatchProgram(program) && argument !== undefined) return { patch: argument, workdir };
  const isShell =
    command.length === 3 && /(^|\/)(bash|sh|zsh)$/.test(program ?? '') && (argument === '-c' || argument === '-lc');
  return isShell && script !== undefined ? fromScript(script, workdir) : undefined;
}

function fromScript(script: string, workdir: string): { readonly patch: string; readonly workdir: string } | undefined {
  const lines = script.trim().split(/\r?\n/);
  const found =
    /^(?:cd\s+(?:"([^"$`\\]+)"|'([^']+)'|([\w./~-]+))\s*&&\s*)?(apply_patch|applypatch)\s*<<-?\s*(['"]?)(\w+)\5\s*$/.exec(
      lines[0] ?? '',
    );
  if (found === null || lines.length < 3) return undefined;
  const delimiter = found[6];
  const closing = lines.findIndex((line, index) => index > 0 && line === delimiter);
  if (closing !== lines.length - 1) return undefined;
  const folder = found[1] ?? found[2] ?? found[3];
  if (folder?.startsWith('~')) return undefined;
  return { patch: lines.slice(1, -1).join('\n'), workdir: folder === undefined ? workdir : resolve(workdir, folder) };
}

function isPatchProgram(name: string | undefined): boolean {
  return name === 'apply_patch' || name === 'applypatch';
}
