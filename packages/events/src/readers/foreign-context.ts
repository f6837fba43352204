import type { EventContext } from '../event-envelope.ts';
import type { AttributeValue, CommonMetadata } from '../event-types.ts';
import type { Dialect } from './read-result.ts';

/** What a record says about who runs which agent. */
export interface ContextSource {
  /** `unknown` where the record does not say. */
  readonly model: string;
  readonly common: Partial<CommonMetadata>;
  readonly userId?: string | undefined;
}

/** The context of an event of another agent, as if we had recorded it. */
export function foreignContext(
  { common, model, userId }: ContextSource,
  conversationId: string,
  dialect: Dialect,
  resource: ReadonlyMap<string, AttributeValue>,
): EventContext {
  const user = userId ?? common['user.account_id'] ?? common['user.email'];
  const release = text(resource.get('service.version'));
  return {
    common: {
      'app.version': release ?? 'unknown',
      originator: text(resource.get('service.name')) ?? dialect,
      'terminal.type': 'unknown',
      slug: model,
      ...common,
      model,
      'conversation.id': conversationId,
    },
    resource: Object.fromEntries(resource),
    traceName: `${dialect} turn`,
    tags: [dialect],
    environment:
      text(resource.get('deployment.environment.name')) ??
      text(resource.get('deployment.environment')) ??
      text(resource.get('env')) ??
      'default',
    ...(release === undefined ? {} : { version: release }),
    ...(user === undefined ? {} : { userId: user }),
    spanAttributes: {},
  };
}

function text(value: AttributeValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
