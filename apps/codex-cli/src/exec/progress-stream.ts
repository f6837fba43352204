import type { AgentEvent, EventSink } from '@codex-langfuse/events';

/** Tells a person what the agent does, a line or two per step. */
export function createProgressStream(write: (text: string) => void, colour: boolean): EventSink {
  const paint = colour ? styled : plain;
  return {
    record(event) {
      const lines = describe(event, paint);
      if (lines !== null) write(`${lines}\n`);
    },
  };
}

type Paint = (style: 'dim' | 'bold' | 'red' | 'green', text: string) => string;

function describe(event: AgentEvent, paint: Paint): string | null {
  switch (event.name) {
    case 'user_prompt':
      return `${paint('bold', 'user')}  ${event.attributes.prompt ?? ''}`;
    case 'tool_decision': {
      const { tool_name: tool, decision, arguments: text = '' } = event.attributes;
      const verdict = decision.startsWith('approved') ? '' : ` ${paint('red', decision)}`;
      return `${paint('bold', tool)}  ${summarise(tool, text)}${verdict}`;
    }
    case 'tool_result': {
      const { success, duration_ms: duration, exit_code: exitCode, 'error.message': message } = event.attributes;
      const outcome = message ?? (exitCode === undefined ? 'done' : `exit ${exitCode}`);
      return `  ${paint(success ? 'green' : 'red', outcome)} ${paint('dim', `${Math.round(duration)} ms`)}`;
    }
    case 'api_request': {
      const { 'error.message': message, attempt } = event.attributes;
      return message === undefined ? null : paint('red', `request failed (attempt ${attempt + 1}): ${message}`);
    }
    case 'sse_event': {
      const { 'event.kind': kind, 'error.message': message } = event.attributes;
      return kind === 'stream.failed' ? paint('red', `stream failed: ${message ?? 'no reason given'}`) : null;
    }
    default:
      return null;
  }
}

/** The command of a shell call, the files of a patch; else the arguments, cut to a line. */
function summarise(tool: string, text: string): string {
  if (tool === 'apply_patch') {
    const files = [...text.matchAll(/\*\*\* (Add|Delete|Update) File: ([^\n"\\]+)/g)].map(
      (match) => `${match[1]} ${match[2]}`,
    );
    if (files.length > 0) return files.join(', ');
  }
  const line = (commandOf(text) ?? text).replace(/\s+/g, ' ').trim();
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}

function commandOf(text: string): string | null {
  try {
    const value = JSON.parse(text) as { cmd?: unknown; command?: unknown } | null;
    const command = value?.cmd ?? value?.command;
    if (typeof command === 'string') return command;
    return Array.isArray(command) ? command.join(' ') : null;
  } catch {
    // The model wrote no JSON: its own text is shown.
    return null;
  }
}

const CODES = { dim: 2, bold: 1, red: 31, green: 32 } as const;
const styled: Paint = (style, text) => `\u001b[${CODES[style]}m${text}\u001b[0m`;
const plain: Paint = (_style, text) => text;
