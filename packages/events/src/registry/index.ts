import { CODEX_EVENTS } from './codex-events.ts';
import { CONVERSATION_EVENTS } from './conversation-events.ts';
import { MODEL_EVENTS } from './model-events.ts';
import { TOOL_EVENTS } from './tool-events.ts';

export { COMMON_METADATA } from './common-metadata.ts';

/** Every event there is. Types, validation and documentation are derived from this table. */
export const EVENTS = { ...CONVERSATION_EVENTS, ...MODEL_EVENTS, ...TOOL_EVENTS, ...CODEX_EVENTS };
