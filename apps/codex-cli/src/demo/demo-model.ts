import { createScriptedModel } from '@codex-langfuse/core';
import type { ScriptedItem, ScriptedModel, ScriptedReply, ScriptedRequest } from '@codex-langfuse/core';

/** The demo needs prices, so its model goes by the name of a real one; its provider's name says what it is. */
export const DEMO_MODEL = 'gpt-5-codex';
export const DEMO_PROVIDER_NAME = 'demo model: scripted, no network';

/** A loopback server that plays a model. What it does next depends on what the tools really printed. */
export function startDemoModel(): Promise<ScriptedModel> {
  return createScriptedModel({ reply: nextStep });
}

const RUN_TESTS = 'node --test';
const READ_FILE = 'cat slugify.js';
/** What is wrong with the file, and what it should be: one dash for a run of other characters. */
const BUG = "replace(/[^a-z0-9]/g, '-')";
const REMEDY = "replace(/[^a-z0-9]+/g, '-')";

function nextStep({ toolOutputs }: ScriptedRequest): ScriptedReply {
  const [firstRun, file, patch, secondRun] = toolOutputs.map(({ output }) => output);
  if (firstRun === undefined) {
    return respond(
      think('See what fails before changing anything.'),
      tell('I will run the tests first.'),
      run(RUN_TESTS),
    );
  }
  if (hasPassed(firstRun)) return respond(tell('The tests pass already: there is nothing to fix.'));
  if (file === undefined) {
    return respond(
      think('The assertion names slugify; its source will tell.'),
      tell('A test fails. I will read the code it tests.'),
      run(READ_FILE),
    );
  }
  if (patch === undefined) {
    const change = patchFor(file);
    if (change === null) return respond(tell(`The tests fail for a reason I do not know:\n\n${lastLines(firstRun)}`));
    return respond(think('Each character is replaced by itself; a run of them must become one dash.'), change);
  }
  if (!patch.startsWith('Success')) return respond(tell(`The patch did not apply:\n\n${patch}`));
  if (secondRun === undefined) return respond(tell('The patch applies. I will run the tests again.'), run(RUN_TESTS));
  if (!hasPassed(secondRun)) return respond(tell(`The tests still fail after the change:\n\n${lastLines(secondRun)}`));
  return respond(
    tell(
      'Fixed. `slugify` replaced every character that is neither letter nor digit by a dash of its own, so that ' +
        '"Hello, World!" became "hello--world". It now replaces each run of them by one dash, and the tests pass.',
    ),
  );
}

function patchFor(fileOutput: string): ScriptedItem | null {
  const line = fileOutput.split('\n').find((candidate) => candidate.includes(BUG));
  if (line === undefined) return null;
  const input = [
    '*** Begin Patch',
    '*** Update File: slugify.js',
    '@@',
    `-${line}`,
    `+${line.replace(BUG, REMEDY)}`,
    '*** End Patch',
  ].join('\n');
  return { type: 'custom_tool_call', name: 'apply_patch', input };
}

function hasPassed(output: string): boolean {
  return /^Exit code: 0$/m.test(output);
}

function lastLines(output: string): string {
  return output.trimEnd().split('\n').slice(-10).join('\n');
}

function respond(...items: readonly ScriptedItem[]): ScriptedReply {
  return { kind: 'respond', items, delayMillis: 60, eventDelayMillis: 4 };
}

function think(summary: string): ScriptedItem {
  return { type: 'reasoning', summary };
}

function tell(text: string): ScriptedItem {
  return { type: 'message', text };
}

function run(cmd: string): ScriptedItem {
  return { type: 'function_call', name: 'exec_command', arguments: { cmd } };
}
