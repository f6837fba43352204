/** Whether a request, its stream or a tool ended because a person interrupted the turn: so the agent reports it. */
export function isInterruption({ 'error.message': message }: { readonly 'error.message'?: string }): boolean {
  return message === INTERRUPTED;
}

/** An interruption is nobody's fault: Langfuse shows it as a warning with this message. */
export const INTERRUPTED = 'interrupted';
