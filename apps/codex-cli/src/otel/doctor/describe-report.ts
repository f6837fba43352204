import type { Paint } from '../paint.ts';
import { printable } from '../paint.ts';
import type { Check, DestinationReport, Problem } from './doctor-report.ts';

/** Some lines per destination: what was tried, how it went, and what to do. */
export function describeDestination({ name, kind, headers, checks }: DestinationReport, paint: Paint): string {
  const sent = headers.length === 0 ? 'no headers' : `headers: ${headers.join(', ')}`;
  return `${paint.bold(printable(name))} (${printable(kind)}), ${sent}\n${checks.map((check) => describeCheck(check, paint)).join('')}\n`;
}

export function describeProblem({ code, message, hint }: Problem, paint: Paint): string {
  return `${paint.bad(code)}: ${printable(message)}\n${hint === '' ? '' : `  → ${printable(hint)}\n`}`;
}

function describeCheck({ name, ok, url, protocol, durationMillis, code, message, hint }: Check, paint: Paint): string {
  const mark = ok ? paint.good('✓') : paint.bad('✗');
  const place = url === undefined || url === '' ? (protocol ?? '') : `${printable(url)} (${protocol ?? ''})`;
  const time = durationMillis === 0 ? '' : paint.dim(`, ${durationMillis} ms`);
  const head = `  ${mark} ${name.padEnd(10)} `;
  if (ok) return `${head}${place === '' ? '' : `${place}: `}${printable(message)}${time}\n`;
  return `${(head + place).trimEnd()}\n      ${paint.bad(code)}: ${printable(message)}\n      → ${printable(hint, 600)}\n`;
}
