import { describe, expect, test } from '@jest/globals';
import { answering, BASIC, codeOf, doctor, expectSameForPeople, SECRET } from './otel-doctor-support.ts';
import { tracesTo, withReceiver } from './otel-support.ts';

describe('what a receiver answers', () => {
  test.each([401, 403, 415, 429, 500, 503])('%i', async (status) => {
    await withReceiver(async (sandbox, receiver) => {
      await sandbox.writeConfig(
        tracesTo(
          `${receiver.origin}/v1/traces`,
          `headers = { Authorization = "Basic ${BASIC}", X-Key = "planted-key" }\n`,
        ),
      );
      receiver.answerWith(answering(status, { 'content-type': 'text/plain' }, `echo ${SECRET} ${BASIC} planted-key`));
      const report = await doctor(sandbox);
      expect(codeOf(report)).toBe(`http_${status}`);
      expect(report.destinations[0]?.headers).toEqual(['authorization', 'x-key']);
      if (status === 403) await expectSameForPeople(sandbox, report);
    });
  });

  test.each([
    ['404', answering(404)],
    ['405', answering(405)],
    ['an HTML page', answering(200, { 'content-type': 'text/html' }, '<!doctype html><title>Login</title>')],
  ])('%s at a path that OTLP does not have', async (_name, answer) => {
    await withReceiver(async (sandbox, receiver) => {
      await sandbox.writeConfig('[otel.trace_exporter]\notlp-http = {}\n');
      receiver.answerWith(answer);
      const env = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.origin}/ingest` };
      expect(codeOf(await doctor(sandbox, [], { env }))).toBe('wrong_path');
      const logs = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.origin}/v1/logs` };
      expect(codeOf(await doctor(sandbox, [], { env: logs }))).toBe('wrong_signal_path');
    });
  });

  test.each([
    ['http_404', answering(404)],
    ['http_405', answering(405)],
    ['not_otlp', answering(200, { 'content-type': 'text/html' }, '<!doctype html><title>Login</title>')],
  ])('%s at the right path', async (code, answer) => {
    await withReceiver(async (sandbox, receiver) => {
      await sandbox.writeConfig(tracesTo(`${receiver.origin}/v1/traces`));
      receiver.answerWith(answer);
      expect(codeOf(await doctor(sandbox))).toBe(code);
    });
  });

  test('a Langfuse without its OTLP path', async () => {
    await withReceiver(async (sandbox, receiver) => {
      await sandbox.writeConfig(
        tracesTo(`${receiver.origin}/v1/traces`, `headers = { Authorization = "Basic ${BASIC}" }\n`),
      );
      receiver.answerWith((request, response) => {
        const isHealth = request.path === '/api/public/health';
        response.writeHead(isHealth ? 200 : 405).end(isHealth ? '{"status":"OK","version":"4.16.0"}' : '');
      });
      const report = await doctor(sandbox);
      expect(codeOf(report)).toBe('langfuse_path');
      expect(report.destinations[0]?.checks[0]?.hint).toContain(`${receiver.origin}/api/public/otel`);
      const probes = receiver.requests.filter(({ method }) => method === 'GET');
      expect(probes.every(({ headers }) => headers.authorization === undefined)).toBe(true);
    });
  });

  test.each([
    [-3_600_000, 'behind'],
    [3_600_000, 'ahead of'],
  ])('a clock that is off by %i ms', async (skew, word) => {
    await withReceiver(async (sandbox, receiver) => {
      await sandbox.writeConfig(tracesTo(`${receiver.origin}/v1/traces`));
      receiver.answerWith((_request, response) => {
        response.writeHead(200, { date: new Date(Date.now() - skew).toUTCString() }).end();
      });
      const report = await doctor(sandbox);
      expect(codeOf(report)).toBe('ok');
      expect(report.destinations[0]?.checks.at(-1)).toMatchObject({
        code: 'clock_skew',
        message: expect.stringContaining(word),
      });
    });
  });
});
