import { anyValue, keyValue, resource, scope } from './common-messages.ts';
import { openEnumeration } from './enumeration.ts';
import { identifier } from './identifier.ts';
import { nanoTime } from './int64-scalars.ts';
import { fixed32, text } from './scalars.ts';
import { always, defineMessage, nested, nestedUnlessEmpty, repeated, unlessDefault } from './schema.ts';
import type { MessageSchema } from './schema.ts';
import type { LogsRequest, ResourceLogs, ScopeLogs, WireLogRecord } from './wire.ts';

/** `SEVERITY_NUMBER_INFO` is 9, `SEVERITY_NUMBER_INFO2` 10, and so on. */
const SEVERITIES = [
  'UNSPECIFIED',
  ...['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].flatMap((level) =>
    ['', 2, 3, 4].map((step) => `${level}${step}`),
  ),
];

/** opentelemetry/proto/collector/logs/v1/logs_service.proto and opentelemetry/proto/logs/v1/logs.proto */
export const logsRequest: MessageSchema<LogsRequest> = defineMessage<LogsRequest>({
  resourceLogs: repeated(1, () => resourceLogs),
});

const resourceLogs: MessageSchema<ResourceLogs> = defineMessage<ResourceLogs>({
  resource: nested(1, () => resource),
  scopeLogs: repeated(2, () => scopeLogs),
});

const scopeLogs: MessageSchema<ScopeLogs> = defineMessage<ScopeLogs>({
  scope: nested(1, () => scope),
  logRecords: repeated(2, () => logRecord),
});

const logRecord: MessageSchema<WireLogRecord> = defineMessage<WireLogRecord>({
  timeUnixNano: always(1, nanoTime),
  observedTimeUnixNano: always(11, nanoTime),
  severityNumber: always(2, openEnumeration(SEVERITIES.map((severity) => `SEVERITY_NUMBER_${severity}`))),
  severityText: always(3, text),
  // The SDK writes an absent body as `{}` in JSON and not at all in protobuf.
  body: nestedUnlessEmpty(5, () => anyValue),
  attributes: repeated(6, () => keyValue),
  traceId: always(9, identifier),
  spanId: always(10, identifier),
  flags: unlessDefault(8, fixed32),
  eventName: always(12, text),
});
