/** Emits one span, log record and counter increment to the origin in the first argument, over the given protocol. */
import { createOtelProvider } from '@codex-langfuse/otel/provider';

const [origin, protocol] = process.argv.slice(2);
const before = JSON.stringify(process.env);
const endpoint = (signal) => ({ url: protocol === 'grpc' ? origin : `${origin}/v1/${signal}`, protocol });
const provider = await createOtelProvider(
  {
    environment: 'test',
    resourceAttributes: {},
    spanAttributes: {},
    tags: [],
    user: {},
    intervalMillis: 1000,
    destinations: [
      {
        name: 'default',
        kind: { grpc: 'otlp-grpc', console: 'console' }[protocol] ?? 'otlp-http',
        signals: { traces: endpoint('traces'), logs: endpoint('logs'), metrics: endpoint('metrics') },
        headers: {},
        compression: 'none',
        timeoutMillis: 2000,
        batchMaxItems: 512,
      },
    ],
  },
  { serviceName: 'greeter', serviceVersion: '1.2.3' },
);
const attributes = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`a${index}`, 'long enough']));
provider.tracer('greeting').startSpan('greet', { attributes }).end();
provider.logger('greeting').emit({ body: 'hello', attributes });
provider.meter('greeting').createCounter('greetings').add(2);
const outcome = await provider.shutdown();
process.stdout.write(JSON.stringify({ outcome, environmentKept: JSON.stringify(process.env) === before }));
