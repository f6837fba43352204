import { isRecord, type JsonRecord } from '../record.ts';
import type { ParsedCall } from './parse-call.ts';

export interface PlanStep {
  readonly step: string;
  readonly status: 'pending' | 'in_progress' | 'completed';
}

export type Plan = readonly PlanStep[];

/** Checks the arguments of `update_plan`: at most one step is in progress. */
export function parsePlan(value: JsonRecord): ParsedCall {
  const steps = value['plan'];
  if (!Array.isArray(steps) || !steps.every(isStep)) {
    return invalidPlan('`plan` must be a list of {step, status}, status one of pending, in_progress, completed');
  }
  if (steps.filter(({ status }) => status === 'in_progress').length > 1) {
    return invalidPlan('at most one step may be in_progress');
  }
  return { kind: 'plan', plan: steps };
}

function isStep(value: unknown): value is PlanStep {
  return (
    isRecord(value) &&
    typeof value['step'] === 'string' &&
    ['pending', 'in_progress', 'completed'].includes(String(value['status']))
  );
}

function invalidPlan(reason: string): ParsedCall {
  return { kind: 'invalid', message: `failed to parse function arguments: ${reason}`, summary: 'invalid arguments' };
}
