import { isAbsolute, resolve } from 'node:path';

import { isRecord, parseJson, type JsonRecord } from '../record.ts';
import { interceptPatch } from './apply-patch/intercept-patch.ts';
import type { ToolCall } from './tool-call.ts';
import { parsePlan, type Plan } from './update-plan.ts';

const DEFAULT_TIMEOUT_MILLIS = 120_000;
const LARGEST_TIMEOUT_MILLIS = 3_600_000;
const DEFAULT_OUTPUT_TOKENS = 10_000;
const LARGEST_OUTPUT_TOKENS = 100_000;
const BYTES_PER_TOKEN = 4;

export interface CommandCall {
  readonly kind: 'command';
  /** For the shell, or a program with its arguments. */
  readonly command: string | readonly string[];
  readonly workdir: string;
  readonly timeoutMillis: number;
  readonly outputBudgetBytes: number;
  /** The model asks to run outside the sandbox. */
  readonly outsideSandbox: boolean;
  readonly justification?: string;
}

export interface PatchCall {
  readonly kind: 'patch';
  readonly patch: string;
  /** Folder that the patch's relative paths start from. */
  readonly workdir: string;
}

/** What a call asks for, checked; or why it cannot be run. */
export type ParsedCall =
  | CommandCall
  | PatchCall
  | { readonly kind: 'plan'; readonly plan: Plan }
  | { readonly kind: 'invalid'; readonly message: string; readonly summary: string };

export function parseCall(call: ToolCall, cwd: string): ParsedCall {
  if (call.name === 'apply_patch' && call.kind === 'custom') return { kind: 'patch', patch: call.input, workdir: cwd };
  const value = parseJson(call.input);
  if (!isKnown(call)) return invalid(`unsupported call: ${call.name}`, 'unsupported tool');
  if (!isRecord(value))
    return invalid('failed to parse function arguments: a JSON object is expected', 'invalid arguments');
  if (call.name === 'update_plan') return parsePlan(value);
  if (call.name === 'apply_patch') {
    const patch = value['input'] ?? value['patch'];
    if (typeof patch !== 'string') return missing('input');
    return { kind: 'patch', patch, workdir: cwd };
  }
  return parseCommand(call.name, value, cwd);
}

function isKnown(call: ToolCall): boolean {
  return (
    call.kind === 'function' &&
    ['exec_command', 'shell_command', 'shell', 'apply_patch', 'update_plan'].includes(call.name)
  );
}

function parseCommand(name: string, value: JsonRecord, cwd: string): ParsedCall {
  const key = name === 'exec_command' ? 'cmd' : 'command';
  const command = name === 'exec_command' ? (value['cmd'] ?? value['command']) : value['command'];
  if (!isCommand(command)) return missing(key);
  const asked = value['workdir'];
  const workdir = typeof asked === 'string' && asked !== '' ? (isAbsolute(asked) ? asked : resolve(cwd, asked)) : cwd;
  const intercepted = interceptPatch(command, workdir);
  if (intercepted !== undefined) return { kind: 'patch', ...intercepted };
  const justification = value['justification'];
  return {
    kind: 'command',
    command,
    workdir,
    timeoutMillis: between(value['timeout_ms'] ?? value['timeout'], DEFAULT_TIMEOUT_MILLIS, LARGEST_TIMEOUT_MILLIS),
    outputBudgetBytes:
      BYTES_PER_TOKEN * between(value['max_output_tokens'], DEFAULT_OUTPUT_TOKENS, LARGEST_OUTPUT_TOKENS),
    outsideSandbox:
      value['sandbox_permissions'] === 'require_escalated' || value['with_escalated_permissions'] === true,
    ...(typeof justification === 'string' ? { justification } : {}),
  };
}

function isCommand(value: unknown): value is string | readonly string[] {
  if (typeof value === 'string') return value.trim() !== '' && !value.includes('\0');
  return (
    Array.isArray(value) && value.length > 0 && value.every((part) => typeof part === 'string' && !part.includes('\0'))
  );
}

/** `yield_time_ms` is not read: without a session to come back to, a command always runs to its end. */
function between(value: unknown, fallback: number, largest: number): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) return fallback;
  return Math.min(Math.ceil(value), largest);
}

function missing(key: string): ParsedCall {
  return invalid(`failed to parse function arguments: \`${key}\` is missing or not valid`, 'invalid arguments');
}

function invalid(message: string, summary: string): ParsedCall {
  return { kind: 'invalid', message, summary };
}
