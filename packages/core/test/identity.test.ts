import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findGitRoot, shouldRefuseDirectory, systemClock, terminalType, userAgent } from '@codex-langfuse/core';
import { expect, test } from '@jest/globals';

test.each([
  [{ TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.5.0', TERM: 'xterm' }, 'iTerm.app/3.5.0'],
  [{ TERM_PROGRAM: 'vscode' }, 'vscode'],
  [{ TERM_PROGRAM: ' ', WEZTERM_VERSION: '20240203' }, 'WezTerm/20240203'],
  [{ ITERM_PROFILE: 'x' }, 'iTerm.app'],
  [{ TERM_SESSION_ID: 'x' }, 'Apple_Terminal'],
  [{ KITTY_WINDOW_ID: '1', TERM: 'xterm-kitty' }, 'kitty'],
  [{ ALACRITTY_SOCKET: '/x' }, 'Alacritty'],
  [{ KONSOLE_VERSION: '230804' }, 'Konsole/230804'],
  [{ GNOME_TERMINAL_SCREEN: '/x', VTE_VERSION: '7600' }, 'gnome-terminal'],
  [{ VTE_VERSION: '7600' }, 'VTE/7600'],
  [{ WT_SESSION: 'x' }, 'WindowsTerminal'],
  [{ TERM: 'xterm-256color' }, 'xterm-256color'],
  [{ TERM: 'dumb' }, 'dumb'],
  [{}, 'unknown'],
  [{ TERM_PROGRAM: 'my term', TERM_PROGRAM_VERSION: '1;2\n3' }, 'my_term/1_2_3'],
])('the terminal of %j is %s', (env, expected) => {
  expect(terminalType(env)).toBe(expected);
});

test('inside tmux the terminal around it is asked for', () => {
  const env = { TERM_PROGRAM: 'tmux', TERM_PROGRAM_VERSION: '3.4', TMUX: '/tmp/x', TERM: 'screen' };
  expect(terminalType(env, (format) => (format === '#{client_termtype}' ? 'iTerm2 3.5.0' : ''))).toBe('iTerm2/3.5.0');
  expect(terminalType(env, (format) => (format === '#{client_termname}' ? 'xterm-256color' : ''))).toBe(
    'xterm-256color',
  );
  expect(terminalType(env)).toBe('tmux/3.4');
});

test('the User-Agent has the real Codex’s form and only characters that a header may hold', () => {
  const input = {
    originator: 'codex_cli_rs',
    version: '0.98.0',
    terminal: 'iTerm.app/3.5.0',
    system: 'Mac OS',
    release: '15.1.0',
    architecture: 'arm64',
  };
  expect(userAgent(input)).toBe('codex_cli_rs/0.98.0 (Mac OS 15.1.0; arm64) iTerm.app/3.5.0');
  expect(userAgent({ ...input, originator: 'ä\n' })).toMatch(/^__\/0\.98\.0 /);
});

test('a folder outside a git repository is refused', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'codex-git-'));
  const sub = join(folder, 'a', 'b');
  await mkdir(sub, { recursive: true });
  expect(shouldRefuseDirectory(sub)).toBe(
    'Not inside a trusted directory and --skip-git-repo-check was not specified.',
  );
  await mkdir(join(folder, '.git'));
  expect(shouldRefuseDirectory(sub)).toBeNull();
  expect(findGitRoot(sub)).toBe(folder);
  await rm(folder, { recursive: true });
});

test('the system clock gives integer microseconds that do not go back', () => {
  const clock = systemClock();
  const times = Array.from({ length: 1000 }, () => clock.nowMicros());
  expect(times.every((time, index) => Number.isSafeInteger(time) && time >= (times[index - 1] ?? 0))).toBe(true);
  expect(Math.abs((times[0] ?? 0) / 1000 - Date.now())).toBeLessThan(5000);
});
