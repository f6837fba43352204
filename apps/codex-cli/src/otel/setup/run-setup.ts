import { join } from 'node:path';
import { setLangfuseExporter } from '@codex-langfuse/config';
import type { SetExporterResult } from '@codex-langfuse/config';
import { codexHome } from '../../codex-home.ts';
import type { Host } from '../../host.ts';
import { ConfigError, describeConfigError } from '../../settings.ts';
import { Cancelled, confirm } from '../ask.ts';
import type { DoctorOptions } from '../doctor/run-doctor.ts';
import { createPaint } from '../paint.ts';
import type { Paint } from '../paint.ts';
import { readText, unreadableText } from '../read-text.ts';
import { replaceFiles } from '../replace-files.ts';
import { chooseProject } from './choose-project.ts';
import type { ChosenProject } from './choose-project.ts';
import { SetupProblem } from './setup-options.ts';
import type { SetupOptions } from './setup-options.ts';

const SECRET_KEY_FILE = 'langfuse-secret-key';

/** Resolves to the exit code: 0 written and tried, 1 nothing written, 2 not confirmed, 3 written but not healthy. */
export async function runSetup(options: SetupOptions, host: Host): Promise<number> {
  const path = join(codexHome(host), 'config.toml');
  try {
    const source = await readSource(path);
    // Before anything is asked: whoever has an exporter should not enter keys for nothing.
    changedSource(source, ANY_PROJECT, path, options);
    const project = await chooseProject(options, host);
    const change = changedSource(source, project, path, options);
    host.stdout.write(describeChange(change, path, createPaint(host.stdout, host.env)));
    const asks = options.yes !== true && host.stdin.isTTY === true;
    if (asks && !(await confirm(host, 'Write this?'))) throw new Cancelled();
    if ((await readSource(path)) !== source)
      throw new SetupProblem(`${path} has changed in the meantime; nothing was written. Run the command again.`);
    const keyFile = join(codexHome(host), SECRET_KEY_FILE);
    await replaceFiles([
      { path: keyFile, content: `${project.secretKey.reveal()}\n`, mode: 0o600 },
      { path, content: change.source },
    ]);
    host.stdout.write('Written.\n');
  } catch (error) {
    return explain(error, host);
  }
  if (options.doctor === false) return 0;
  host.stdout.write('\n');
  const { runDoctor } = await import('../doctor/run-doctor.ts');
  return (await runDoctor(doctorOptions(options), host)) === 0 ? 0 : 3;
}

type Change = Extract<SetExporterResult, { kind: 'changed' }>;

const ANY_PROJECT: Pick<ChosenProject, 'place' | 'publicKey'> = { place: { region: 'eu' }, publicKey: 'pk' };

/** Throws `SetupProblem` where the file does not allow the change, `ConfigError` where it is not TOML. */
function changedSource(
  source: string,
  { place, publicKey }: Pick<ChosenProject, 'place' | 'publicKey'>,
  path: string,
  { replace = false }: { readonly replace?: boolean },
): Change {
  const result = setLangfuseExporter(source, { place, publicKey, secretKeyFile: SECRET_KEY_FILE }, { replace });
  if (result.kind === 'changed') return result;
  if (result.kind === 'not-editable')
    throw new SetupProblem(
      `${path}:${result.setting.line}: ${result.setting.key} is written in one line, to which nothing can be added. Write it as [otel] first.`,
    );
  const settings = result.settings.map(({ key, line }) => `  ${path}:${line}: ${key}`).join('\n');
  throw new SetupProblem(`config.toml names an exporter already; --replace replaces it:\n${settings}`);
}

async function readSource(path: string): Promise<string> {
  try {
    return await readText(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    const text = unreadableText(path, error);
    if (text === undefined) throw error;
    throw new SetupProblem(text);
  }
}

/** What goes is named without its value, which may be a secret. */
function describeChange({ removed, added }: Change, path: string, paint: Paint): string {
  const lines = [
    path,
    ...removed.map(({ key, line }) => paint.bad(`- ${key} (line ${line})`)),
    ...added.map((line) => paint.good(`+ ${line}`)),
    `${join(path, '..', SECRET_KEY_FILE)}`,
    paint.good('+ the secret key, readable for you alone'),
  ];
  return `${lines.join('\n')}\n`;
}

function explain(error: unknown, host: Host): number {
  if (error instanceof Cancelled) {
    host.stderr.write('Nothing was written.\n');
    return 2;
  }
  if (ConfigError.isInstance(error)) host.stderr.write(`${describeConfigError(error)}\n`);
  else if (error instanceof SetupProblem) host.stderr.write(`codex otel setup: ${error.message}\n`);
  else if (isFileError(error)) host.stderr.write(`codex otel setup: ${error.message} Nothing was written.\n`);
  else throw error;
  return 1;
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

function doctorOptions({ config, profile, strictConfig }: SetupOptions): DoctorOptions {
  return {
    ...(config === undefined ? {} : { config }),
    ...(profile === undefined ? {} : { profile }),
    ...(strictConfig === undefined ? {} : { strictConfig }),
  };
}
