import { expect, test } from '@jest/globals';
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { decodeResponse, decodeStatus, encodeResponse, encodeStatus } from '../src/index.ts';
import type { Encoding, Signal } from '../src/index.ts';
import { failure } from './unwrap.ts';

const ENCODINGS: readonly Encoding[] = ['protobuf', 'json'];
const SIGNALS: readonly Signal[] = ['traces', 'logs', 'metrics'];

test.each(SIGNALS.flatMap((signal) => ENCODINGS.map((encoding) => [signal, encoding] as const)))(
  'a response survives, %s as %s',
  (signal, encoding) => {
    for (const partialSuccess of [
      null,
      { rejected: 3, message: 'spanId is missing' },
      { rejected: 0, message: 'slow down' },
      { rejected: 1, message: '' },
    ]) {
      const body = encodeResponse(signal, encoding, partialSuccess);
      expect(decodeResponse(signal, encoding, body)).toEqual({ ok: true, value: partialSuccess });
    }
    expect(decodeResponse(signal, encoding, encodeResponse(signal, encoding))).toEqual({ ok: true, value: null });
    expect(decodeResponse(signal, encoding, new Uint8Array())).toEqual({ ok: true, value: null });
    expect(decodeResponse(signal, encoding, encodeResponse(signal, encoding, { rejected: 0, message: '' }))).toEqual({
      ok: true,
      value: null,
    });
  },
);

test('the SDK understands our responses', () => {
  const partialSuccess = { rejected: 300, message: 'no' };
  expect(
    ProtobufTraceSerializer.deserializeResponse(encodeResponse('traces', 'protobuf', partialSuccess)).partialSuccess,
  ).toEqual({ rejectedSpans: 300, errorMessage: 'no' });
  expect(
    ProtobufLogsSerializer.deserializeResponse(encodeResponse('logs', 'protobuf', partialSuccess)).partialSuccess,
  ).toEqual({ rejectedLogRecords: 300, errorMessage: 'no' });
  expect(
    ProtobufMetricsSerializer.deserializeResponse(encodeResponse('metrics', 'protobuf', partialSuccess)).partialSuccess,
  ).toEqual({ rejectedDataPoints: 300, errorMessage: 'no' });
  expect(
    JsonTraceSerializer.deserializeResponse(encodeResponse('traces', 'json', partialSuccess)).partialSuccess,
  ).toEqual({ rejectedSpans: '300', errorMessage: 'no' });
  expect(JsonLogsSerializer.deserializeResponse(encodeResponse('logs', 'json', partialSuccess)).partialSuccess).toEqual(
    { rejectedLogRecords: '300', errorMessage: 'no' },
  );
  expect(
    JsonMetricsSerializer.deserializeResponse(encodeResponse('metrics', 'json', partialSuccess)).partialSuccess,
  ).toEqual({ rejectedDataPoints: '300', errorMessage: 'no' });
});

test('a page of a proxy is no response', () => {
  const page = Buffer.from('<html><body>Sign in</body></html>');
  expect(failure(decodeResponse('traces', 'json', page))).toMatch(/^body: not JSON/);
  expect(failure(decodeResponse('traces', 'protobuf', page))).toMatch(/^body: /);
  expect(failure(decodeStatus(page, 'json'))).toMatch(/^body: not JSON/);
});

test.each(ENCODINGS)('a status survives: %s', (encoding) => {
  const status = { code: 3, message: 'resourceSpans: expected an array' };
  expect(decodeStatus(encodeStatus(status, encoding), encoding)).toEqual({ ok: true, value: status });
});

test('a status carries a retry delay in protobuf', () => {
  const status = { code: 8, message: 'later', retryDelayMillis: 2_500 };
  expect(decodeStatus(encodeStatus(status, 'protobuf'), 'protobuf')).toEqual({ ok: true, value: status });
  // google.rpc.Status { code: 14, message: "x", details: [ RetryInfo { retry_delay { seconds: 7 } } ] }, from the protobuf definitions by hand.
  const typeUrl = 'type.googleapis.com/google.rpc.RetryInfo';
  const detail = Buffer.concat([
    Buffer.from([0x0a, typeUrl.length]),
    Buffer.from(typeUrl),
    Buffer.from([0x12, 4, 0x0a, 2, 0x08, 7]),
  ]);
  const body = Buffer.concat([Buffer.from([0x08, 14, 0x12, 1, 0x78, 0x1a, detail.length]), detail]);
  expect(decodeStatus(body, 'protobuf')).toEqual({
    ok: true,
    value: { code: 14, message: 'x', retryDelayMillis: 7000 },
  });
});

test('details of a JSON status are ignored', () => {
  const body = Buffer.from(
    '{"code":8,"message":"later","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"5s"}]}',
  );
  expect(decodeStatus(body, 'json')).toEqual({ ok: true, value: { code: 8, message: 'later' } });
});
