import { BUSINESS_SERVICE_RULES } from './business-service-rules.ts';
import { CLOUD_SERVICE_RULES } from './cloud-service-rules.ts';
import { CODE_SERVICE_RULES } from './code-service-rules.ts';
import { MODEL_SERVICE_RULES } from './model-service-rules.ts';
import type { ServiceRule } from './redaction-rule.ts';

/** Secrets that a service made recognisable by a prefix or a fixed shape. Formats are those the services document. */
export const SERVICE_RULES: readonly ServiceRule[] = [
  ...MODEL_SERVICE_RULES,
  ...CODE_SERVICE_RULES,
  ...CLOUD_SERVICE_RULES,
  ...BUSINESS_SERVICE_RULES,
];
