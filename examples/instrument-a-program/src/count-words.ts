import { readFile } from 'node:fs/promises';
import { SeverityNumber, SpanStatusCode } from '@opentelemetry/api';
import type { OtelProvider } from '@codex-langfuse/otel/provider';

/** The program: nothing in it but the API of OpenTelemetry and the provider it is given. */
export async function countWords(file: string, provider: OtelProvider): Promise<number> {
  const tracer = provider.tracer('word-counter');
  const counter = provider.meter('word-counter').createCounter('words', { unit: '{word}' });
  return tracer.startActiveSpan('count words', { attributes: { 'file.path': file } }, async (span) => {
    try {
      const text = await tracer.startActiveSpan('read file', async (reading) => {
        try {
          return await readFile(file, 'utf8');
        } finally {
          reading.end();
        }
      });
      const words = text.split(/\s+/).filter((word) => word !== '').length;
      span.setAttribute('word.count', words);
      counter.add(words);
      provider.logger('word-counter').emit({ severityNumber: SeverityNumber.INFO, body: `counted ${words} words` });
      return words;
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
      return 0;
    } finally {
      span.end();
    }
  });
}
