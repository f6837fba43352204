export { commonMetadataSchema, eventJsonSchema } from './event-json-schema.ts';
export type { JsonSchema } from './event-json-schema.ts';
