import { COMMON_METADATA } from '../registry/index.ts';
import { checkAttributes } from './check-attributes.ts';
import {
  attributeRecord,
  checkFields,
  hexadecimal,
  isRecord,
  name,
  optional,
  record,
  text,
  textRecord,
  texts,
  type Expectation,
} from './check-shape.ts';
import type { ProblemList } from './problem.ts';

const contextFields: Readonly<Record<string, Expectation>> = {
  common: record,
  resource: attributeRecord,
  traceName: text,
  tags: texts,
  environment: text,
  release: optional(text),
  version: optional(text),
  userId: optional(text),
  spanAttributes: textRecord,
  remoteParent: optional(record),
  parentConversation: optional(record),
};

const remoteParentFields: Readonly<Record<string, Expectation>> = { traceId: hexadecimal(32), spanId: hexadecimal(16) };

const parentConversationFields: Readonly<Record<string, Expectation>> = {
  conversationId: name,
  turnId: name,
  callId: name,
  rootConversationId: optional(name),
};

/** Checks an `EventContext`, the common metadata against the registry. */
export function checkContext(context: unknown, event: string, errors: ProblemList, unknown: ProblemList): void {
  if (!isRecord(context)) {
    checkFields({ context: record }, { context }, { event, path: '' }, errors);
    return;
  }
  checkFields(contextFields, context, { event, path: 'context.' }, errors);
  const { common, remoteParent, parentConversation } = context;
  if (isRecord(common)) checkAttributes(COMMON_METADATA, common, { event, path: 'context.common' }, errors, unknown);
  if (isRecord(remoteParent)) {
    checkFields(remoteParentFields, remoteParent, { event, path: 'context.remoteParent.' }, errors);
  }
  if (isRecord(parentConversation)) {
    checkFields(parentConversationFields, parentConversation, { event, path: 'context.parentConversation.' }, errors);
  }
}
