/** A set-up problem that the person at the keyboard can solve: `message` says what, `hint` what to do next. */
export class SetupError extends Error {
  constructor(message, { hint, output, exitCode = 1 } = {}) {
    super(message);
    this.hint = hint;
    this.output = output;
    this.exitCode = exitCode;
  }
}

/** One short line about the set-up, on stderr. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Reports a SetupError and sets the exit code. */
export function fail(error) {
  if (error.output) say(error.output.trimEnd());
  say(`✗ ${error.message}`);
  if (error.hint) say(`  ${error.hint}`);
  process.exitCode = error.exitCode;
}
