import type { AttributeValue, CommonMetadata, EventContext } from '@codex-langfuse/events';
import type { ManagerContext, OtelManagerInput } from './manager-input.ts';

/** The context that every event of one conversation carries until the manager's context changes. */
export function buildEventContext(
  input: OtelManagerInput,
  context: ManagerContext,
  conversationId: string,
): EventContext {
  const { config, serviceVersion } = input;
  const email = context.email ?? config.user.email;
  const userId = context.accountId ?? config.user.id ?? email;
  const parentConversation = input.parentConversations?.get(conversationId);
  return {
    common: commonMetadata(context, conversationId, email),
    resource: resourceOf(input),
    traceName: config.traceName,
    tags: config.tags,
    environment: config.environment,
    release: serviceVersion,
    version: context.appVersion,
    ...(userId === undefined ? {} : { userId }),
    spanAttributes: config.spanAttributes,
    ...(input.remoteParent === undefined ? {} : { remoteParent: input.remoteParent }),
    ...(parentConversation === undefined ? {} : { parentConversation }),
  };
}

function commonMetadata(context: ManagerContext, conversationId: string, email: string | undefined): CommonMetadata {
  return {
    'conversation.id': conversationId,
    'app.version': context.appVersion,
    ...(context.authMode === undefined ? {} : { auth_mode: context.authMode }),
    originator: context.originator,
    ...(context.accountId === undefined ? {} : { 'user.account_id': context.accountId }),
    ...(email === undefined ? {} : { 'user.email': email }),
    'terminal.type': context.terminalType,
    model: context.model,
    slug: context.slug,
  };
}

/** What the configuration sets wins over what we know, except the identity of the service version. */
function resourceOf(input: OtelManagerInput): Readonly<Record<string, AttributeValue>> {
  return {
    'service.name': input.serviceName ?? 'codex',
    'deployment.environment': input.config.environment,
    'deployment.environment.name': input.config.environment,
    ...input.config.resourceAttributes,
    'service.version': input.serviceVersion,
  };
}
