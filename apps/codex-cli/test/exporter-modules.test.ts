import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { json } from 'node:stream/consumers';
import { createScriptedModel } from '@codex-langfuse/core';
import { expect, test } from '@jest/globals';
import { providerConfig } from './configs.ts';
import { withSandbox } from './support.ts';

const EXAMPLE = dirname(createRequire(import.meta.url).resolve('@codex-langfuse/example-webhook-exporter'));

test('an exporter of another package, named in config.toml, gets the turn', async () => {
  const received: unknown[] = [];
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      received.push(body);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const model = await createScriptedModel({
    reply: () => ({ kind: 'respond', items: [{ type: 'message', text: 'Done.' }] }),
  });
  await withSandbox(async (sandbox) => {
    await mkdir(join(sandbox.codexHome, 'webhook'));
    await writeFile(join(sandbox.codexHome, 'webhook', 'package.json'), '{"type":"module"}');
    for (const file of ['index.js', 'webhook-exporter.js']) {
      await copyFile(join(EXAMPLE, file), join(sandbox.codexHome, 'webhook', file));
    }
    const { port } = server.address() as AddressInfo;
    await sandbox.writeConfig(`${providerConfig(model)}
[otel]
delivery = "wait"
exporter_modules = { webhook = "webhook/index.js" }
[otel.exporter.webhook]
endpoint = "http://127.0.0.1:${port}/turns"
`);
    expect((await sandbox.codex(['exec', 'hello'])).code).toBe(0);
    expect(received).toEqual([{ turns: [expect.objectContaining({ name: 'invoke_agent codex', outcome: 'ended' })] }]);
    const { stdout } = await sandbox.codex(['otel', 'status', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ ledger: { pending: 0 } });
  });
  await model.close();
  server.close();
});

test('a module that cannot be used keeps the events and says what to do', async () => {
  const model = await createScriptedModel({
    reply: () => ({ kind: 'respond', items: [{ type: 'message', text: 'Done.' }] }),
  });
  await withSandbox(async (sandbox) => {
    await writeFile(join(sandbox.codexHome, 'wrong.mjs'), 'export const exporters = {};');
    await sandbox.writeConfig(`${providerConfig(model)}
[otel]
delivery = "wait"
exporter_modules = { webhook = "wrong.mjs" }
[otel.exporter.webhook]
endpoint = "http://127.0.0.1:9/turns"
`);
    const { code, stdout } = await sandbox.codex(['exec', 'hello']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Done.\n' });
    const flushed = await sandbox.codex(['otel', 'flush']);
    expect(flushed.code).toBe(1);
    expect(`${flushed.stdout}${flushed.stderr}`).toContain('exporters.webhook');
  });
  await model.close();
});
