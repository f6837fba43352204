import { execFileSync } from 'node:child_process';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The terminal as the real Codex names it, such as `iTerm.app/3.5.0`, `vscode/1.95.0`, `xterm-256color`; `unknown`
 * where it cannot be told. Inside tmux, tmux is asked for the terminal around it through `askTmux`.
 */
export function terminalType(env: Environment, askTmux: (format: string) => string = () => ''): string {
  const token = insideTmux(env) ? tmuxTerminal(env, askTmux) : (fromProgram(env) ?? fromProbe(env) ?? fallback(env));
  return token.replace(/[^A-Za-z0-9\-_./]/g, '_');
}

/** Asks the tmux server around this process; empty when there is no answer. */
export function askTmuxServer(format: string): string {
  try {
    return execFileSync('tmux', ['display-message', '-p', format], {
      encoding: 'utf8',
      timeout: 500,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return '';
  }
}

function insideTmux(env: Environment): boolean {
  return env['TERM_PROGRAM']?.toLowerCase() === 'tmux' && (present(env['TMUX']) || present(env['TMUX_PANE']));
}

function tmuxTerminal(env: Environment, askTmux: (format: string) => string): string {
  const type = askTmux('#{client_termtype}').trim();
  if (type !== '') {
    const [program = '', version = ''] = type.split(/\s+/, 2);
    return version === '' ? program : `${program}/${version}`;
  }
  const name = askTmux('#{client_termname}').trim();
  return name !== '' ? name : (fromProgram(env) ?? fallback(env));
}

function fromProgram(env: Environment): string | undefined {
  const program = env['TERM_PROGRAM']?.trim();
  return present(program) ? withVersion(program, env['TERM_PROGRAM_VERSION']) : undefined;
}

function fromProbe(env: Environment): string | undefined {
  for (const { variables, name, versioned } of PROBES) {
    const found = variables.find((variable) => present(env[variable]));
    if (found !== undefined) return versioned ? withVersion(name, env[found]) : name;
  }
  return undefined;
}

const PROBES: readonly { readonly variables: readonly string[]; readonly name: string; readonly versioned: boolean }[] =
  [
    { variables: ['WEZTERM_VERSION'], name: 'WezTerm', versioned: true },
    { variables: ['ITERM_SESSION_ID', 'ITERM_PROFILE'], name: 'iTerm.app', versioned: false },
    { variables: ['TERM_SESSION_ID'], name: 'Apple_Terminal', versioned: false },
    { variables: ['KITTY_WINDOW_ID'], name: 'kitty', versioned: false },
    { variables: ['ALACRITTY_SOCKET'], name: 'Alacritty', versioned: false },
    { variables: ['KONSOLE_VERSION'], name: 'Konsole', versioned: true },
    { variables: ['GNOME_TERMINAL_SCREEN'], name: 'gnome-terminal', versioned: false },
    { variables: ['VTE_VERSION'], name: 'VTE', versioned: true },
    { variables: ['WT_SESSION'], name: 'WindowsTerminal', versioned: false },
  ];

function fallback(env: Environment): string {
  const term = env['TERM']?.trim();
  return present(term) ? term : 'unknown';
}

function withVersion(name: string, version: string | undefined): string {
  return present(version) ? `${name}/${version.trim()}` : name;
}

function present(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== '';
}
