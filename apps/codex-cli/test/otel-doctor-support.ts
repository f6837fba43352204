import { expect } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import type { ReceivedRequest } from '@codex-langfuse/exporter/testing';
import type { RunOptions, Sandbox } from './support.ts';

export const SECRET = 'sk-lf-planted-secret-4711';
export const BASIC = Buffer.from(`pk-lf-1:${SECRET}`).toString('base64');

export interface DoctorJson {
  readonly ok: boolean;
  readonly problems: readonly { readonly code: string; readonly message: string }[];
  readonly destinations: readonly {
    readonly name: string;
    readonly ok: boolean;
    readonly headers: readonly string[];
    readonly checks: readonly {
      name: string;
      ok: boolean;
      code: string;
      message: string;
      hint: string;
      traceId?: string;
    }[];
  }[];
}

/** Runs the doctor for machines; it may show no secret. */
export async function doctor(
  sandbox: Sandbox,
  parameters: readonly string[] = [],
  options: RunOptions = {},
): Promise<DoctorJson> {
  const { code, stdout, stderr } = await sandbox.codex(['otel', 'doctor', '--json', ...parameters], options);
  expectNoSecret(stdout + stderr);
  const report = JSON.parse(stdout) as DoctorJson;
  expect(code).toBe(report.ok ? 0 : 1);
  for (const { checks } of report.destinations) for (const { ok, hint } of checks) expect(hint === '').toBe(ok);
  return report;
}

/** Runs it for people as well: what it says must agree with the report. */
export async function expectSameForPeople(
  sandbox: Sandbox,
  report: DoctorJson,
  options: RunOptions = {},
): Promise<void> {
  const { code, stdout, stderr } = await sandbox.codex(['otel', 'doctor'], options);
  expectNoSecret(stdout + stderr);
  expect(code).toBe(report.ok ? 0 : 1);
  for (const { code: found } of report.problems) expect(stdout).toContain(found);
  for (const { name, headers, checks } of report.destinations) {
    expect(stdout).toContain(name);
    for (const header of headers) expect(stdout).toContain(header);
    for (const check of checks) expect(stdout).toContain(check.ok ? `✓ ${check.name}` : check.code);
  }
  expect(stdout).not.toContain('\u001B');
}

function expectNoSecret(output: string): void {
  for (const secret of [SECRET, BASIC, 'planted-']) expect(output).not.toContain(secret);
}

/** The code of one check. */
export function codeOf(report: DoctorJson, name = 'traces'): string | undefined {
  return report.destinations[0]?.checks.find((check) => check.name === name)?.code;
}

export const answering =
  (status: number, headers: Record<string, string> = {}, body = '') =>
  (_request: ReceivedRequest, response: ServerResponse): void => {
    response.writeHead(status, headers).end(body);
  };
