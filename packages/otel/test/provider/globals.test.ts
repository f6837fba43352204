import { afterEach, expect, test } from '@jest/globals';
import { context, logs, metrics, propagation, ProxyTracerProvider, trace } from '@opentelemetry/api';
import { createOtelProvider } from '../../src/provider/index.ts';
import { configFor, decoded, destinationTo, httpReceiver, INPUT, requestTo } from './support.ts';

afterEach(() => {
  for (const api of [context, logs, metrics, propagation, trace]) api.disable();
});

test('by default nothing global changes, not even for tracers that libraries hold already', async () => {
  const early = trace.getTracer('library');
  const receiver = await httpReceiver();
  const provider = await createOtelProvider(configFor([destinationTo(receiver.origin)]), INPUT);
  expect(early.startSpan('library work').isRecording()).toBe(false);
  expect(trace.getTracer('library').startSpan('library work').isRecording()).toBe(false);
  expect(propagation.fields()).toEqual([]);

  // A host that brings its own SDK later finds every place free.
  const host = new ProxyTracerProvider();
  expect(trace.setGlobalTracerProvider(host)).toBe(true);
  expect(Object.getOwnPropertyNames(trace)).not.toContain('setGlobalTracerProvider');
  await provider.shutdown();
});

test('register() makes it global: nested active spans, early tracers and propagation work', async () => {
  const early = trace.getTracer('library');
  const receiver = await httpReceiver();
  const provider = await createOtelProvider(configFor([destinationTo(receiver.origin)]), INPUT);
  expect(provider.register()).toEqual({ kind: 'registered' });
  expect(provider.register()).toEqual({ kind: 'registered' });

  const carrier: Record<string, string> = {};
  await early.startActiveSpan('outer', async (outer) => {
    await Promise.resolve();
    propagation.inject(context.active(), carrier);
    early.startSpan('inner').end();
    outer.end();
  });
  logs.getLogger('library').emit({ body: 'hello' });
  expect(await provider.shutdown()).toEqual({ kind: 'flushed' });

  const spans = decoded('traces', requestTo(receiver, '/v1/traces').body).resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap((scope) => scope.spans),
  );
  const [inner, outer] = ['inner', 'outer'].map((name) => spans.find((span) => span.name === name));
  expect(inner?.parentSpanId).toBe(outer?.spanId);
  expect(carrier['traceparent']).toBe(`00-${outer?.traceId}-${outer?.spanId}-01`);
  expect(receiver.requests.some(({ path }) => path === '/v1/logs')).toBe(true);
});

test('register() leaves what the host registered before, and names it', async () => {
  const host = new ProxyTracerProvider();
  trace.setGlobalTracerProvider(host);
  const receiver = await httpReceiver();
  const provider = await createOtelProvider(configFor([destinationTo(receiver.origin)]), INPUT);
  expect(provider.register()).toEqual({ kind: 'occupied', occupied: ['trace'] });
  expect(trace.getTracer('library').startSpan('library work').isRecording()).toBe(false);
  await provider.shutdown();
});
