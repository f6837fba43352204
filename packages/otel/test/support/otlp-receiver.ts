import { decodeLogsRequest, decodeTraceRequest } from '@codex-langfuse/otlp';
import { startHttpReceiver, type HttpReceiver } from '@codex-langfuse/exporter/testing';

export interface ReceivedSpan {
  readonly id: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A real OTLP/HTTP server that decodes what it was sent. */
export interface OtlpReceiver extends HttpReceiver {
  spans(): readonly ReceivedSpan[];
  logRecordIds(): readonly string[];
  /** Everything received, as text. */
  text(): string;
}

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const receiver = await startHttpReceiver();
  return {
    ...receiver,
    spans: () =>
      receiver.requests.filter(({ path }) => path.endsWith('/v1/traces')).flatMap(({ body }) => decodeSpans(body)),
    logRecordIds: () =>
      receiver.requests.filter(({ path }) => path.endsWith('/v1/logs')).flatMap(({ body }) => decodeLogIds(body)),
    text: () => receiver.requests.map(({ body }) => Buffer.from(body).toString('latin1')).join('\n'),
  };
}

export function answerStatus(
  status: number,
  headers: Record<string, string> = {},
): Parameters<HttpReceiver['answerWith']>[0] {
  return (_request, response) => response.writeHead(status, headers).end();
}

function decodeSpans(body: Uint8Array): ReceivedSpan[] {
  const decoded = decodeTraceRequest(body, 'protobuf');
  if (!decoded.ok) throw new Error('the receiver got something that is not OTLP');
  return decoded.value.resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        id: `${span.traceId}/${span.spanId}`,
        name: span.name,
        attributes: Object.fromEntries(
          span.attributes.map(({ key, value }) => [key, value.stringValue ?? JSON.stringify(value)]),
        ),
      })),
    ),
  );
}

function decodeLogIds(body: Uint8Array): string[] {
  const decoded = decodeLogsRequest(body, 'protobuf');
  if (!decoded.ok) throw new Error('the receiver got something that is not OTLP');
  return decoded.value.resourceLogs.flatMap(({ scopeLogs }) =>
    scopeLogs.flatMap(({ logRecords }) =>
      logRecords.map(
        ({ attributes }) => attributes.find(({ key }) => key === 'log.record.uid')?.value.stringValue ?? '',
      ),
    ),
  );
}
