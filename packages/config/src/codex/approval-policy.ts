import type { ApprovalPolicy } from '../codex-config.ts';
import { oneOf } from '../read/decoders.ts';
import type { Decoder } from '../read/decoders.ts';
import { placeOf } from '../read/read-context.ts';

const named: Decoder<ApprovalPolicy> = oneOf('untrusted', 'on-failure', 'on-request', 'never');

/** A name, or the real Codex's table of single permissions: here that is read as `untrusted`, which asks most. */
export const approvalPolicy: Decoder<ApprovalPolicy> = (node, place) => {
  if (node.kind !== 'table') return named(node, place);
  place.context.warnings.push({
    code: 'approval_policy_table',
    message: `${placeOf(node.origin)}${place.key}: single permissions are not supported; "untrusted" is used`,
    hint: 'Write approval_policy = "on-request" or another name.',
    origin: node.origin,
  });
  return 'untrusted';
};
