import type { EventEnvelope } from '@codex-langfuse/events';
import { ROOT_KEY } from './span-identity.ts';

/** One HTTP attempt at the model and its stream. */
export interface RequestGroup extends Group {
  readonly kind: 'request';
  request?: EventEnvelope<'api_request'>;
  /** The end of its stream. */
  end?: EventEnvelope<'sse_event'>;
}

/** One tool call. */
export interface ToolGroup extends Group {
  readonly kind: 'tool';
  readonly callId: string;
  readonly decisions: EventEnvelope<'tool_decision'>[];
  /** What the sandbox did last. */
  sandbox?: EventEnvelope<'sandbox_outcome'>;
  result?: EventEnvelope<'tool_result'>;
}

/** A decision about a tool call. */
export interface DecisionGroup {
  readonly kind: 'decision';
  readonly key: string;
  readonly event: EventEnvelope<'tool_decision'>;
  readonly toolKey: string;
}

/** An event that has a span of its own and no duration. */
export interface MomentGroup {
  readonly kind: 'moment';
  readonly key: string;
  readonly event: EventEnvelope;
}

interface Group {
  readonly key: string;
  readonly events: EventEnvelope[];
  /** Nothing is added any more. */
  closed: boolean;
  /** When the turn ended although the group was open. */
  cutAtUnixMicros?: number;
}

export interface EventGroups {
  /** What the root is made from. */
  readonly root: readonly EventEnvelope[];
  readonly ended: EventEnvelope<'turn_ended'> | undefined;
  /** When it ended: no earlier than anything that was recorded before, though the clock may have been set back. */
  readonly endedAtUnixMicros: number | undefined;
  /** Nothing is added to any group any more. */
  readonly allClosed: boolean;
  /** In order of their first event. */
  readonly groups: readonly (RequestGroup | ToolGroup | DecisionGroup | MomentGroup)[];
  /** The key of each event's own span, in the order of the events. */
  readonly spanKeys: readonly string[];
}

/**
 * Sorts a turn's events into the spans they become. The events come in the order in which they were recorded, and what
 * a group is never depends on a later event than the one that closes it: so a span is final as soon as its group is
 * closed. What comes too late for its group, or for the turn, becomes a moment of its own; nothing is lost.
 */
export function groupEvents(events: readonly EventEnvelope[], hasTurn: boolean): EventGroups {
  const root: EventEnvelope[] = [];
  const groups: (RequestGroup | ToolGroup | DecisionGroup | MomentGroup)[] = [];
  const requests = new Map<string, RequestGroup[]>();
  const tools = new Map<string, ToolGroup[]>();
  const usedKeys = new Set<string>();
  let ended: EventEnvelope<'turn_ended'> | undefined;
  let endedAtUnixMicros: number | undefined;
  let latestUnixMicros = -Infinity;

  const spanKeys = events.map((event): string => {
    latestUnixMicros = Math.max(latestUnixMicros, event.timeUnixMicros);
    switch (event.name) {
      case 'conversation_starts':
        if (ended === undefined) root.push(event);
        return hasTurn ? moment(event, event.name) : ROOT_KEY;
      case 'user_prompt':
        if (ended === undefined) root.push(event);
        return moment(event, event.name);
      case 'api_request':
        return addRequest(event);
      case 'sse_event':
        return addStreamEvent(event);
      case 'tool_decision':
        return addDecision(event);
      case 'sandbox_outcome':
        return addSandboxOutcome(event);
      case 'tool_result':
        return addResult(event);
      case 'turn_ended': {
        const key = toRoot(event);
        if (ended === undefined && event.turnId !== undefined) end(event);
        return key;
      }
      case 'agent_response':
      case 'auth_recovery':
      case 'guardian_assessment':
      case 'network_proxy.policy_decision':
      case 'skill_invocation':
      case 'startup_phase':
      case 'turn_cost':
      case 'turn_ttft':
      case 'websocket_connect':
      case 'websocket_request':
        return toRoot(event);
    }
  });
  const allClosed = groups.every((group) => !isOpen(group));
  return { root, ended, endedAtUnixMicros, allClosed, groups, spanKeys };

  function moment(event: EventEnvelope, prefix: string): string {
    const group: MomentGroup = { kind: 'moment', key: `${prefix}/${event.sequence}`, event };
    groups.push(group);
    return group.key;
  }

  function toRoot(event: EventEnvelope): string {
    if (ended !== undefined) return moment(event, 'late');
    root.push(event);
    return ROOT_KEY;
  }

  function addRequest(event: EventEnvelope<'api_request'>): string {
    const group = openRequest(event.attributes['request.id'], (known) => known.request === undefined);
    group.request = event;
    group.closed = requestFailed(event) || group.end !== undefined;
    return add(group, event);
  }

  function addStreamEvent(event: EventEnvelope<'sse_event'>): string {
    const known = requests.get(event.attributes['request.id'])?.at(-1);
    if (known?.closed === true) return toRoot(event);
    const group = known ?? openRequest(event.attributes['request.id'], () => false);
    if (endsStream(event)) {
      group.end ??= event;
      group.closed = group.request !== undefined;
    }
    return add(group, event);
  }

  function addDecision(event: EventEnvelope<'tool_decision'>): string {
    const tool = openTool(event.attributes.call_id);
    tool.decisions.push(event);
    add(tool, event);
    const group: DecisionGroup = { kind: 'decision', key: `decision/${event.sequence}`, event, toolKey: tool.key };
    groups.push(group);
    return group.key;
  }

  function addSandboxOutcome(event: EventEnvelope<'sandbox_outcome'>): string {
    const known = tools.get(event.attributes.call_id)?.at(-1);
    if (known?.closed === true) return toRoot(event);
    const tool = known ?? openTool(event.attributes.call_id);
    tool.sandbox = event;
    return add(tool, event);
  }

  function addResult(event: EventEnvelope<'tool_result'>): string {
    const known = tools.get(event.attributes.call_id)?.at(-1);
    // The turn ended without it: its span has been sent.
    if (known?.cutAtUnixMicros !== undefined) return moment(event, 'late');
    const tool = openTool(event.attributes.call_id);
    tool.result = event;
    tool.closed = true;
    return add(tool, event);
  }

  /** The open group of a request; a further attempt under a used id gets a group of its own. */
  function openRequest(requestId: string, mayJoin: (known: RequestGroup) => boolean): RequestGroup {
    const known = listOf(requests, requestId);
    const last = known.at(-1);
    if (last !== undefined && !last.closed && mayJoin(last)) return last;
    const key = unusedKey(`request/${requestId}`, known.length);
    const group: RequestGroup = { kind: 'request', key, events: [], closed: false };
    known.push(group);
    groups.push(group);
    return group;
  }

  /** The open group of a call; some providers use the same call id again in a later answer. */
  function openTool(callId: string): ToolGroup {
    const known = listOf(tools, callId);
    const last = known.at(-1);
    if (last !== undefined && !last.closed) return last;
    const key = unusedKey(`tool/${callId}`, known.length);
    const group: ToolGroup = { kind: 'tool', key, callId, decisions: [], events: [], closed: false };
    known.push(group);
    groups.push(group);
    return group;
  }

  /** `tool/a`, then `tool/a#2`, …; a model may also have called something `a#2`. */
  function unusedKey(wanted: string, earlier: number): string {
    let key = earlier === 0 ? wanted : `${wanted}#${earlier + 1}`;
    for (let next = earlier + 2; usedKeys.has(key); next += 1) key = `${wanted}#${next}`;
    usedKeys.add(key);
    return key;
  }

  function end(event: EventEnvelope<'turn_ended'>): void {
    ended = event;
    endedAtUnixMicros = latestUnixMicros;
    for (const group of groups) {
      if (!isOpen(group)) continue;
      group.closed = true;
      group.cutAtUnixMicros = endedAtUnixMicros;
    }
  }
}

function isOpen(group: RequestGroup | ToolGroup | DecisionGroup | MomentGroup): group is RequestGroup | ToolGroup {
  return (group.kind === 'request' || group.kind === 'tool') && !group.closed;
}

function listOf<Entry>(lists: Map<string, Entry[]>, id: string): Entry[] {
  let list = lists.get(id);
  if (list === undefined) lists.set(id, (list = []));
  return list;
}

function add(group: Group, event: EventEnvelope): string {
  group.events.push(event);
  return group.key;
}

/** The attempt came to nothing, so no stream follows. */
export function requestFailed({ attributes }: EventEnvelope<'api_request'>): boolean {
  const status = attributes['http.response.status_code'];
  return attributes['error.message'] !== undefined || status === undefined || status >= 400;
}

export function endsStream({ attributes }: EventEnvelope<'sse_event'>): boolean {
  return attributes['event.kind'] === 'response.completed' || streamFailed(attributes);
}

export function streamFailed(attributes: EventEnvelope<'sse_event'>['attributes']): boolean {
  return attributes['event.kind'] === 'stream.failed' || attributes['error.message'] !== undefined;
}
