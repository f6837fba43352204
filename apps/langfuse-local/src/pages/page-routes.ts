import { toTrace } from '@codex-langfuse/langfuse';
import type { TraceWithDetails } from '@codex-langfuse/langfuse';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { PROJECT_ID } from '../project.ts';
import type { Store } from '../store/store.ts';
import { STYLE } from './style.ts';
import { tracePage } from './trace-page.ts';
import { tracesPage } from './traces-page.ts';

const LISTED_TRACES = 100;

/** Plain pages for people, rendered here; they run no script. */
export function createPageRoutes(store: Store): Hono {
  const routes = new Hono();
  routes.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
      referrerPolicy: 'no-referrer',
    }),
  );
  routes.get('/assets/style.css', (context) => context.body(STYLE, 200, { 'content-type': 'text/css; charset=utf-8' }));
  routes.get('/', (context) => {
    const traces = store.recentTraceIds(LISTED_TRACES).map((traceId) => readTrace(traceId));
    return context.html(tracesPage(traces.filter((trace) => trace !== null)));
  });
  routes.get(`/project/${PROJECT_ID}/traces/:traceId`, (context) => {
    const trace = readTrace(context.req.param('traceId'));
    return trace === null ? context.notFound() : context.html(tracePage(trace));
  });
  return routes;

  function readTrace(traceId: string): TraceWithDetails | null {
    return toTrace(store.traceObservations(traceId), { projectId: PROJECT_ID });
  }
}
