import { aiSdkAttributes, nameAttributes } from '../vocabulary/reading.ts';
import { firstText, type Attributes } from './attributes.ts';

/** A tool's name, then what frameworks call the step, then the span name. */
export function observationName(spanName: string, attributes: Attributes): string {
  const named = firstText(attributes, nameAttributes);
  if (named !== null) return named;
  const operation = firstText(attributes, [aiSdkAttributes.operationId]);
  if (operation === null) return spanName;
  const functionId = firstText(attributes, [aiSdkAttributes.functionId]);
  return functionId === null ? operation : `${functionId}:${operation}`;
}
