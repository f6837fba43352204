import { decodeResponse } from '@codex-langfuse/otlp';
import type { Signal } from '@codex-langfuse/config';
import type { DeliveryFault, ExportOutcome } from '../export-outcome.ts';
import { partialOutcome } from '../partial-outcome.ts';
import { retryAfterMillis } from './retry-after.ts';
import { isHtmlDocument, serverText } from '../server-text.ts';
import { hintForStatus } from './status-hints.ts';
import type { Target } from '../target.ts';
import type { HttpResult } from './try-request.ts';

export type HttpAnswer = Extract<HttpResult, { kind: 'answer' }>;

/** OTLP/HTTP's retryable statuses. */
const RETRYABLE = new Set([429, 502, 503, 504]);

/** The batch itself is at fault; everything else that is not 2xx is the destination's fault. */
const REFUSING = new Set([400, 413]);

/**
 * What an answer means, from its status line first: 2xx acknowledges even if the body was cut. One exception: a page
 * for people in place of an OTLP message (a captive portal, a login, a wrong path) stored nothing, so it neither
 * acknowledges with 200 nor refuses with 400. Neither does a TLS port that answers 400 to plain HTTP. 500 is not retryable in OTLP; rejecting would lose data, so it
 * pauses the destination like any other 5xx.
 */
export function classifyAnswer(signal: Signal, size: number, answer: HttpAnswer, target: Target): ExportOutcome {
  const { status } = answer;
  const contentType = (answer.headers['content-type'] ?? '').toLowerCase();
  const isPage = contentType.includes('html') && isHtmlDocument(Buffer.from(answer.body).toString('utf8'));
  if (isPage && (status === 400 || isSuccess(status))) {
    return { kind: 'destination', fault: pageFault(status, target) };
  }
  if (isSuccess(status)) return acknowledged(signal, size, answer, contentType, target);
  if (wantsTls(answer, target)) return { kind: 'destination', fault: tlsWantedFault(target) };
  const fault = statusFault(answer, contentType, target);
  if (REFUSING.has(status)) return { kind: 'refused', fault };
  if (!RETRYABLE.has(status)) return { kind: 'destination', fault };
  const wait = retryAfterMillis(answer.headers['retry-after'], answer.headers.date);
  return { kind: 'retry', fault, ...(wait !== undefined && { retryAfterMillis: wait }) };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Go's and Tomcat's servers answer plain HTTP on a TLS port with 400 and these words; others close the connection. */
function wantsTls({ status, body }: HttpAnswer, { url }: Target): boolean {
  if (status !== 400 || url.protocol !== 'http:' || body.byteLength > 1000) return false;
  return /HTTP request to an HTTPS server|host and port requires TLS/i.test(Buffer.from(body).toString('utf8'));
}

/** A body that is no OTLP message (Langfuse answers with a job description) says nothing beside the status line. */
function acknowledged(
  signal: Signal,
  size: number,
  answer: HttpAnswer,
  contentType: string,
  target: Target,
): ExportOutcome {
  const encoding = encodingOf(contentType);
  const response = encoding === undefined ? undefined : decodeResponse(signal, encoding, answer.body);
  if (response === undefined || !response.ok || response.value === null) return { kind: 'delivered' };
  const { rejected, message } = response.value;
  return partialOutcome({ rejected, message: target.clean(message) }, size);
}

function encodingOf(contentType: string): 'json' | 'protobuf' | undefined {
  if (contentType.includes('protobuf')) return 'protobuf';
  return contentType.includes('json') ? 'json' : undefined;
}

function statusFault(answer: HttpAnswer, contentType: string, target: Target): DeliveryFault {
  const { status } = answer;
  const said = target.clean(serverText(answer.body, contentType));
  const location = status >= 300 && status < 400 ? originOf(answer.headers.location, target) : undefined;
  const message = [
    `${target.shownUrl} answered ${status}`,
    location === undefined ? '' : ` (redirect to ${location})`,
    said === '' ? '.' : `: ${said}`,
  ].join('');
  return { code: `http_${status}`, message, hint: hintForStatus(status, target) };
}

function pageFault(status: number, target: Target): DeliveryFault {
  return {
    code: 'not_otlp',
    message: `${target.shownUrl} answered ${status} with an HTML page instead of an OTLP message.`,
    hint: 'Something else answers at this URL: check scheme, host and path, and whether a login page or a captive portal is in between.',
  };
}

function tlsWantedFault(target: Target): DeliveryFault {
  return {
    code: 'tls_wanted',
    message: `${target.shownUrl}: the port speaks TLS only.`,
    hint: 'Write https:// in place of http://.',
  };
}

/** Only scheme, host and path: a query may hold tokens. */
function originOf(location: string | undefined, target: Target): string {
  if (location === undefined || !URL.canParse(location, target.url.href)) return 'an unreadable location';
  const { origin, pathname } = new URL(location, target.url);
  return target.clean(origin + pathname);
}
