import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createScriptedModel } from '@codex-langfuse/core';
import { startGrpcReceiver, startHttpReceiver } from '@codex-langfuse/exporter/testing';
import { expect, test } from '@jest/globals';
import { providerConfig } from './configs.ts';
import { eventually, withSandbox } from './support.ts';
import type { Sandbox } from './support.ts';

const random = (length: number): string => randomBytes(length).toString('hex').slice(0, length);
/** What a tool prints: written as tools print it, made anew in each run. */
const SECRETS = {
  github: `ghp_${random(36)}`,
  aws: `wJalr${random(35)}`,
  openai: `sk-proj-${random(74)}T3BlbkFJ${random(74)}`,
  password: `Pw-${random(20)}`,
  bearer: random(40),
  key: randomBytes(48).toString('base64'),
  multiline: randomBytes(48).toString('base64'),
};
const TOOL_OUTPUT = `
remote: https://deploy:${SECRETS.password}@git.example/repository.git
GITHUB_TOKEN=${SECRETS.github}
aws_secret_access_key = ${SECRETS.aws}
> Authorization: Bearer ${SECRETS.bearer}
{"apiKey":"${SECRETS.openai}"}
-----BEGIN PRIVATE KEY-----
${SECRETS.key}
${SECRETS.multiline}
-----END PRIVATE KEY-----
`;

/** Names of the secrets that stand in a text, as they are or as JSON or a URL writes them. */
function found(text: string): readonly string[] {
  return Object.entries(SECRETS)
    .filter(([, secret]) => [secret, encodeURIComponent(secret)].some((form) => text.includes(form)))
    .map(([name]) => name);
}

/** All that telemetry keeps, free pages and write-ahead logs included. */
async function bytesOnDisk({ codexHome }: Sandbox): Promise<string> {
  const entries = await readdir(join(codexHome, 'otel'), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  // What a courier deletes just now holds nothing any more.
  return (await Promise.all(files.map((file) => readFile(file, 'latin1').catch(() => '')))).join('\n');
}

test('what a tool prints is found in no file, on no wire, and in the output of no command, doctor included', async () => {
  const http = await startHttpReceiver();
  const grpc = await startGrpcReceiver();
  // It refuses everything and repeats what it was sent.
  const refusing = await startHttpReceiver(({ body }, response) =>
    response.writeHead(400).end(Buffer.from(body).toString('latin1').slice(0, 4000)),
  );
  const model = await createScriptedModel({
    reply: ({ toolOutputs }) => {
      const cmd = ['cat secrets.txt', 'while [ ! -e go-on ] && [ -d .git ]; do sleep 0.05; done'][toolOutputs.length];
      return cmd === undefined
        ? { kind: 'respond', items: [{ type: 'message', text: 'Done.' }] }
        : { kind: 'respond', items: [{ type: 'function_call', name: 'exec_command', arguments: { cmd } }] };
    },
  });
  const wire = (): string =>
    [
      ...[...http.requests, ...refusing.requests].map(
        ({ headers, body }) => `${JSON.stringify(headers)}${Buffer.from(body).toString('latin1')}`,
      ),
      ...grpc.calls.map(({ metadata, body }) => `${JSON.stringify(metadata)}${Buffer.from(body).toString('latin1')}`),
    ].join('\n');

  await withSandbox(async (sandbox) => {
    await writeFile(join(sandbox.workspace, 'secrets.txt'), TOOL_OUTPUT);
    await sandbox.writeConfig(`${providerConfig(model)}
[otel]
log_user_prompt = true
[otel.exporter.otlp-http]
endpoint = "${http.origin}"
protocol = "json"
capture = "redacted"
[otel.destinations.grpc.otlp-grpc]
endpoint = "${grpc.origin}"
capture = "redacted"
[otel.destinations.refusing.otlp-http]
endpoint = "${refusing.origin}/v1/traces"
protocol = "binary"
capture = "redacted"
`);
    const outputs: string[] = [];
    const run = async (...parameters: readonly string[]): Promise<string> => {
      const { stdout, stderr } = await sandbox.codex(parameters);
      outputs.push(stdout, stderr);
      return stdout;
    };

    const running = sandbox.start(['exec', 'look around']);
    await eventually('delivery beside the turn, over both wires', async () =>
      wire().includes('[redacted:github_token]') && grpc.calls.length > 0 && refusing.requests.length > 0 ? true : null,
    );
    expect(found(await bytesOnDisk(sandbox))).toEqual([]);
    expect(await run('otel', 'tail', '--no-follow', '--json')).toContain('[redacted:github_token]');
    await run('otel', 'tail', '--no-follow');
    await writeFile(join(sandbox.workspace, 'go-on'), '');
    const { code, stdout, stderr } = await running.result;
    expect(code).toBe(0);
    outputs.push(stdout, stderr);
    await eventually('the end of delivery', async () => {
      await run('otel', 'flush');
      const status = JSON.parse(await run('otel', 'status', '--json')) as { ledger: { pending: number } };
      return status.ledger.pending === 0 ? true : null;
    });

    await run('otel', 'status');
    const { entries } = JSON.parse(await run('otel', 'quarantine', '--json')) as { entries: { id: string }[] };
    const shown = await Promise.all(entries.map(({ id }) => run('otel', 'quarantine', 'show', id)));
    expect(shown.join('\n')).toContain('[redacted:github_token]');
    const beforeDoctor = { http: http.requests.length, grpc: grpc.calls.length, refusing: refusing.requests.length };
    expect(await run('otel', 'doctor')).toContain('refusing');
    await run('otel', 'doctor', '--json');
    // It has really sent something, over each wire.
    expect(http.requests.length).toBeGreaterThan(beforeDoctor.http);
    expect(grpc.calls.length).toBeGreaterThan(beforeDoctor.grpc);
    expect(refusing.requests.length).toBeGreaterThan(beforeDoctor.refusing);

    expect(found(outputs.join('\n'))).toEqual([]);
    expect(found(wire())).toEqual([]);
    expect(found(await bytesOnDisk(sandbox))).toEqual([]);
    expect(found(TOOL_OUTPUT)).toEqual(Object.keys(SECRETS));
  });
  await Promise.all([model.close(), http.close(), grpc.close(), refusing.close()]);
});
