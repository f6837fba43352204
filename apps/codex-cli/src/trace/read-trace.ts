import type { TraceWithDetails } from '@codex-langfuse/langfuse';
import type { RunningServer } from '@codex-langfuse/langfuse-local';

/** Reads a trace back over Langfuse's API; null where the server does not know it. */
export async function readTrace(server: RunningServer, traceId: string): Promise<TraceWithDetails | null> {
  const { publicKey, secretKey } = server.keys;
  const response = await fetch(`${server.url}/api/public/traces/${traceId}`, {
    headers: { authorization: `Basic ${Buffer.from(`${publicKey}:${secretKey}`).toString('base64')}` },
    signal: AbortSignal.timeout(10_000),
    redirect: 'error',
  });
  if (response.status === 404) return null;
  if (!response.ok)
    throw new Error(`GET ${response.url} answered ${response.status}: ${(await response.text()).slice(0, 200)}`);
  return (await response.json()) as TraceWithDetails;
}
