import { Hono } from 'hono';
import { toObservationV2, toTrace } from '@codex-langfuse/langfuse';
import type { ObservationsV2Page } from '@codex-langfuse/langfuse';
import { PROJECT_ID } from '../project.ts';
import type { Store } from '../store/store.ts';
import { encodeCursor, parseObservationQuery } from './observation-query.ts';

/** Langfuse's public API, as far as it is served here. */
export function createApiRoutes(store: Store): Hono {
  const routes = new Hono();

  routes.get('/traces/:traceId', (context) => {
    const traceId = context.req.param('traceId');
    const trace = toTrace(store.traceObservations(traceId), { projectId: PROJECT_ID });
    if (trace === null) {
      return context.json(
        { message: `Trace ${traceId} not found within authorized project`, error: 'LangfuseNotFoundError' },
        404,
      );
    }
    return context.json(trace);
  });

  routes.get('/v2/observations', (context) => {
    const query = parseObservationQuery(new URL(context.req.url).searchParams);
    if (!query.ok) return context.json({ message: 'Invalid request data', error: query.issues }, 400);
    const { filter, fields, expandMetadata } = query.value;
    const page = store.listObservations(filter);
    const answer: ObservationsV2Page = {
      data: page.observations.map((observation) =>
        toObservationV2(observation, { projectId: PROJECT_ID, fields, expandMetadata }),
      ),
      meta: page.next === undefined ? {} : { cursor: encodeCursor(page.next) },
    };
    return context.json(answer);
  });

  // Clients build links with this, and check their keys.
  routes.get('/projects', (context) =>
    context.json({ data: [{ id: PROJECT_ID, name: 'langfuse-local', metadata: {} }] }),
  );

  return routes;
}
