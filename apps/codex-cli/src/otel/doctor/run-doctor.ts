import type { ConfigWarning, LoadedConfig } from '@codex-langfuse/config';
import { abortOnSignal } from '../../host.ts';
import type { Host } from '../../host.ts';
import { ConfigError, describeConfigError, loadSettings } from '../../settings.ts';
import type { SettingsOptions } from '../../settings.ts';
import { exporterEnvironment } from '../../telemetry/exporter-environment.ts';
import { loadExporterModules } from '../../telemetry/load-exporter-modules.ts';
import { NO_EXPORTER } from '../load-otel.ts';
import { createPaint } from '../paint.ts';
import { checkDestination } from './check-destination.ts';
import { describeDestination, describeProblem } from './describe-report.ts';
import type { DestinationReport, DoctorReport, Problem } from './doctor-report.ts';

export interface DoctorOptions extends SettingsOptions {
  readonly json?: true;
  /** Seconds that the span may take to become visible. */
  readonly wait?: number;
}

const DEFAULT_WAIT_SECONDS = 10;

/** Tries every destination for real. Resolves to the exit code: 0 only when everything passed. */
export async function runDoctor(options: DoctorOptions, host: Host): Promise<number> {
  const paint = createPaint(host.stdout, host.env);
  const write = (text: string): void => {
    if (options.json !== true) host.stdout.write(text);
  };
  const loaded = load(options, host);
  const problems = 'config' in loaded ? loaded.warnings.filter(isAboutOtel).map(toProblem) : [loaded];
  for (const problem of problems) write(describeProblem(problem, paint));
  const otel = 'config' in loaded ? loaded.config.otel : undefined;
  const interruption = abortOnSignal();
  if (otel !== undefined) await loadExporterModules(otel);
  const destinations: DestinationReport[] = [];
  for (const destination of otel?.destinations ?? []) {
    if (otel === undefined || interruption.signal.aborted) break;
    const report = await checkDestination({
      destination,
      config: otel,
      environment: exporterEnvironment(host.env, (text) => host.stderr.write(text)),
      abort: interruption.signal,
      readBackMillis: (options.wait ?? DEFAULT_WAIT_SECONDS) * 1000,
    });
    destinations.push(report);
    write(describeDestination(report, paint));
  }
  interruption.dispose();
  const all = otel?.destinations ?? [];
  if (all.length === 0 && problems.length === 0) {
    write(NO_EXPORTER);
    problems.push(NO_DESTINATION);
  }
  if (all.length > 0 && all.every(({ signals }) => signals.traces === undefined))
    write(`${paint.warn('No destination takes traces')}: Langfuse shows nothing of these sessions.\n`);
  const ok = all.length > 0 && destinations.length === all.length && destinations.every((report) => report.ok);
  const report: DoctorReport = { ok, destinations, problems };
  if (options.json === true) host.stdout.write(`${JSON.stringify(report)}\n`);
  else if (all.length > 0)
    host.stdout.write(ok ? `${paint.good('Everything passed.')}\n` : `${paint.bad('Not everything passed.')}\n`);
  return ok ? 0 : 1;
}

const NO_DESTINATION: Problem = {
  code: 'no_destination',
  message: 'config.toml names no exporter.',
  hint: 'Run codex otel setup.',
};

function load(options: DoctorOptions, host: Host): LoadedConfig | Problem {
  try {
    return loadSettings(host, host.cwd, options);
  } catch (error) {
    if (!ConfigError.isInstance(error)) throw error;
    return { code: error.code, message: describeConfigError(error).split('\n')[0] ?? error.message, hint: error.hint };
  }
}

const ABOUT_OTEL = new Set([
  'otel_disabled',
  'signal_not_taken',
  'authorization_form',
  'environment_name',
  'exporter_form_normalised',
]);

function isAboutOtel({ code, message }: ConfigWarning): boolean {
  return ABOUT_OTEL.has(code) || /\botel\b/.test(message);
}

function toProblem({ code, message, hint = '', origin }: ConfigWarning): Problem {
  const place = [origin?.file, origin?.line].filter((part) => part !== undefined).join(':');
  return { code, message: place === '' || message.includes(place) ? message : `${place}: ${message}`, hint };
}
