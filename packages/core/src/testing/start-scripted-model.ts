import { createScriptedModel, type ScriptedModel } from '../scripted-model/create-scripted-model.ts';
import type { ScriptedReply, ScriptedRequest } from '../scripted-model/reply.ts';

export interface RunningScript extends ScriptedModel {
  /** Every request so far, as it arrived. */
  readonly requests: readonly ScriptedRequest[];
}

/**
 * Starts a scripted model on a free loopback port. A list is answered in order, one reply per request, and its end
 * with status 500; a function decides for each request.
 */
export async function startScriptedModel(
  script: readonly ScriptedReply[] | ((request: ScriptedRequest) => ScriptedReply | Promise<ScriptedReply>),
): Promise<RunningScript> {
  const requests: ScriptedRequest[] = [];
  const decide =
    typeof script === 'function' ? script : (request: ScriptedRequest) => script[request.index] ?? SCRIPT_ENDED;
  const model = await createScriptedModel({
    reply(request) {
      requests.push(request);
      return decide(request);
    },
  });
  return { ...model, requests };
}

const SCRIPT_ENDED: ScriptedReply = {
  kind: 'status',
  status: 500,
  body: { error: { message: 'the script has ended', type: 'script_ended' } },
};
