import type { ApprovalPolicy } from '../codex-config.ts';
import { oneOf } from '../read/decoders.ts';
import type { DecodePlace, Decoder } from '../read/decoders.ts';
import { placeOf } from '../read/read-context.ts';
import type { TableNode } from '../tree/config-node.ts';

const named: Decoder<ApprovalPolicy> = oneOf('untrusted', 'on-failure', 'on-request', 'never');

/** A name, or the real Codex's table of single permissions: here that is read as `untrusted`, which asks most. */
export const approvalPolicy: Decoder<ApprovalPolicy> = (node, place) => {
  return node.kind === 'table' ? tableAsName(node, place) : named(node, place);
};

function tableAsName(node: TableNode, place: DecodePlace): ApprovalPolicy {
  place.context.warnings.push({
    code: 'approval_policy_table',
    message: `${placeOf(node.origin)}${place.key}: single permissions are not supported; "untrusted" is used`,
    hint: 'Write approval_policy = "on-request" or another name.',
    origin: node.origin,
  });
  return 'untrusted';
}
