import { PROJECT_ID } from './project.ts';
import type { RunningServer } from './running-server.ts';

/** The page of a trace, with the token that opens it in a browser. */
export function traceUrl(server: RunningServer, traceId: string): string {
  const path = `/project/${PROJECT_ID}/traces/${encodeURIComponent(traceId)}`;
  return `${server.url}${path}?token=${encodeURIComponent(server.keys.viewToken)}`;
}
