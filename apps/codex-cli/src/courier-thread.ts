/** The thread that delivers beside a turn; `startLiveCourier` starts it. It has an entry of its own in the bundle. */
import type { OtelConfig } from '@codex-langfuse/config';
import { runCourierThread } from '@codex-langfuse/otel/worker';
import { loadSettings } from './settings.ts';
import type { CourierSettings } from './telemetry/courier-settings.ts';
import { loadExporterModules } from './telemetry/load-exporter-modules.ts';

// As in the main thread: nothing of this belongs on the screen of a session.
process.noDeprecation = true;

await runCourierThread((settings) => configure(settings as CourierSettings));

/** The same files, variables and overrides give the same configuration, whose secrets are asked for here. */
async function configure({ home, env, options }: CourierSettings): Promise<OtelConfig> {
  const { cwd, config = [], profile } = options;
  const { config: loaded, warnings } = loadSettings({ home, env }, cwd, {
    // No model is asked here, and a provider's key may come from a program that would be run for nothing.
    config: [...config, 'model_provider="openai"'],
    ...(profile === undefined ? {} : { profile }),
  });
  const disabled = warnings.find(({ code }) => code === 'otel_disabled');
  if (disabled !== undefined) throw new Error(disabled.message);
  await loadExporterModules(loaded.otel);
  return loaded.otel;
}
