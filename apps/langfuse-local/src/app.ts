import { Hono } from 'hono';
import { createApiRoutes } from './api/api-routes.ts';
import { requireKeys, requireKnownHost, requireView } from './authorization.ts';
import { createIntakeRoutes } from './intake/intake-routes.ts';
import type { Keys } from './keys.ts';
import { createPageRoutes } from './pages/page-routes.ts';
import type { Store } from './store/store.ts';
import { VERSION } from './version.ts';

export interface AppInput {
  readonly store: Store;
  readonly keys: Keys;
  /** Longest request body, before and after decompression. Default 64 MiB, OTLP's limit. */
  readonly maxBodyBytes?: number;
  readonly listensOnLoopback: boolean;
  /** Told of faults that a client sees only as 500. */
  readonly onError?: (error: Error) => void;
}

/** Requests in, responses out; needs no port. */
export function createApp(input: AppInput): Hono {
  const { store, keys, maxBodyBytes = 64 * 1024 * 1024 } = input;
  const app = new Hono();
  app.use(requireKnownHost(input.listensOnLoopback));

  app.get('/api/public/health', (context) => context.json({ status: 'OK', version: VERSION }));
  app.use('/api/public/*', requireKeys(keys));
  app.route('/api/public/otel', createIntakeRoutes(store, maxBodyBytes));
  app.route('/api/public', createApiRoutes(store));
  app.all('/api/*', (context) =>
    context.json(
      { message: `${context.req.method} ${context.req.path} is not served here`, error: 'NotFoundError' },
      404,
    ),
  );

  app.use(requireView(keys));
  app.route('/', createPageRoutes(store));
  app.notFound((context) => context.text('There is no page here. The list of traces is at /.\n', 404));
  app.onError((error, context) => {
    input.onError?.(error);
    return context.json({ message: 'Internal error; nothing of the request was stored', error: 'InternalError' }, 500);
  });
  return app;
}
