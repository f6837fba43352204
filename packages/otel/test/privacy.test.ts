import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { agentTurn, EVENTS_PER_TURN } from './support/agent-turns.ts';
import { CAPTURE_METADATA, CAPTURE_REDACTED, destinationAt, otelConfig } from './support/configuration.ts';
import { startOtlpReceiver, type OtlpReceiver } from './support/otlp-receiver.ts';
import { createTelemetryHome, type TelemetryHome } from './support/telemetry-home.ts';

let home: TelemetryHome;
let receiver: OtlpReceiver;
let other: OtlpReceiver;

beforeEach(async () => {
  home = createTelemetryHome();
  receiver = await startOtlpReceiver();
  other = await startOtlpReceiver();
});

afterEach(async () => {
  await receiver.close();
  await other.close();
  home.remove();
});

const TOKEN = ['ghp', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('_');
const PROMPT = `the-prompt-text and ${TOKEN}`;
const OUTPUT = `the-tool-output and ${TOKEN}`;

function recordTurn(config: ReturnType<typeof otelConfig>): void {
  const manager = home.manager(config);
  for (const event of agentTurn({
    conversationId: uuidv7(),
    prompt: PROMPT,
    toolOutput: OUTPUT,
    errorMessage: `failed with ${TOKEN}`,
  }))
    manager.record(event);
  manager.close();
}

test('with capture of metadata only, no content is anywhere in the files', () => {
  const config = otelConfig([destinationAt(receiver.origin, { capture: CAPTURE_METADATA })]);
  const manager = home.manager(config);
  for (const event of agentTurn({ conversationId: uuidv7(), prompt: PROMPT, toolOutput: OUTPUT }))
    manager.record(event);
  for (const content of [
    'the-prompt-text',
    'the-tool-output',
    'npm test',
    'Done.',
    'Runs a command',
    'a delta',
    'live only',
  ]) {
    expect([content, home.bytes().includes(content)]).toEqual([content, false]);
  }
  manager.close();
  expect(home.bytes()).not.toContain('the-prompt-text');
  expect(home.bytes()).toContain('prompt_length');
});

test('secrets reach neither the files nor the wire; deltas and arguments of decisions are never journaled', async () => {
  const config = otelConfig([destinationAt(receiver.origin)]);
  const manager = home.manager(config);
  for (const event of agentTurn({
    conversationId: uuidv7(),
    prompt: PROMPT,
    toolOutput: OUTPUT,
    errorMessage: `failed with ${TOKEN}`,
  }))
    manager.record(event);
  const bytes = home.bytes();
  manager.close();
  expect(bytes).toContain('the-prompt-text and [redacted:github_token]');
  expect(bytes).toContain('failed with [redacted:github_token]');
  for (const text of [TOKEN, 'a delta', 'live only']) expect([text, bytes.includes(text)]).toEqual([text, false]);
  await home.drain(config);
  expect(receiver.text()).toContain('the-tool-output and [redacted:github_token]');
  expect(receiver.text()).not.toContain(TOKEN);
});

test('each destination gets what its own capture allows', async () => {
  const full = { ...CAPTURE_REDACTED, prompts: 'full', tool_output: 'full' } as const;
  const third = await startOtlpReceiver();
  const config = otelConfig([
    destinationAt(receiver.origin, { name: 'full', capture: full }),
    destinationAt(other.origin, { name: 'redacted' }),
    destinationAt(third.origin, { name: 'metadata', capture: CAPTURE_METADATA }),
  ]);
  recordTurn(config);

  await home.drain(config);

  expect(receiver.text()).toContain(PROMPT);
  expect(receiver.text()).toContain(OUTPUT);
  expect(other.text()).toContain('the-prompt-text and [redacted:github_token]');
  expect(other.text()).not.toContain(TOKEN);
  expect(third.spans().length).toBeGreaterThan(2);
  for (const content of ['the-prompt-text', 'the-tool-output', 'npm test', 'Done.'])
    expect(third.text()).not.toContain(content);
  await third.close();
});

test('a capture that was made stricter after recording holds for what is pending; a looser one does not', async () => {
  recordTurn(otelConfig([destinationAt(receiver.origin)]));
  await home.drain(otelConfig([destinationAt(receiver.origin, { capture: CAPTURE_METADATA })]));
  expect(receiver.spans().length).toBeGreaterThan(2);
  expect(receiver.text()).not.toContain('the-prompt-text');

  recordTurn(
    otelConfig([
      destinationAt(other.origin, { capture: CAPTURE_METADATA }),
      destinationAt('http://127.0.0.1:9', { name: 'dead' }),
    ]),
  );
  await home.drain(otelConfig([destinationAt(other.origin)]));
  expect(other.spans().length).toBeGreaterThan(2);
  expect(other.text()).not.toContain('the-prompt-text');
});

test('events of one profile never reach the destination of another', async () => {
  const profileA = otelConfig([destinationAt(receiver.origin, { projectKeyId: 'pk-a' })]);
  const profileB = otelConfig([destinationAt(receiver.origin, { projectKeyId: 'pk-b' })]);
  recordTurn(profileA);

  expect(await home.drain(profileB)).toMatchObject({ removed: 0, complete: true });

  expect(receiver.requests).toHaveLength(0);
  const waiting = home.status(profileB);
  expect(waiting.destinations).toMatchObject([
    { state: 'ok', ledger: { recorded: 0 } },
    { state: 'waiting for config', ledger: { pending: EVENTS_PER_TURN } },
  ]);
  expect(await home.drain(profileA)).toMatchObject({ removed: 1, complete: true });
  expect(home.status(profileB).destinations[1]).toMatchObject({
    state: 'not configured',
    ledger: { delivered: EVENTS_PER_TURN, pending: 0 },
  });
});

test('a destination that fails keeps nothing from the other, and the event counts as pending', async () => {
  const config = otelConfig([destinationAt(receiver.origin), destinationAt('http://127.0.0.1:9', { name: 'dead' })]);
  recordTurn(config);

  expect(await home.drain(config)).toMatchObject({
    removed: 0,
    complete: false,
    destinations: [{ stopped: 'empty' }, { stopped: 'backing-off' }],
  });

  const { destinations, ledger } = home.status(config);
  expect(destinations).toMatchObject([
    { state: 'ok', ledger: { delivered: EVENTS_PER_TURN, pending: 0 } },
    { state: 'backing-off', lastError: { code: 'tcp_refused' }, ledger: { delivered: 0, pending: EVENTS_PER_TURN } },
  ]);
  expect(ledger).toMatchObject({ recorded: EVENTS_PER_TURN, pending: EVENTS_PER_TURN });
  const before = receiver.requests.length;
  await home.drain(config);
  expect(receiver.requests).toHaveLength(before);
});
