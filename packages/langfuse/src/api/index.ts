export {
  observationFieldGroups,
  toObservationV2,
  type ObservationFieldGroup,
  type ObservationsV2Page,
  type ObservationV2,
  type ObservationV2Options,
} from './observation-v2.ts';
export { toObservationView, type ObservationView, type Usage } from './observation-view.ts';
export { toTrace, type TraceOptions, type TraceWithDetails } from './trace.ts';
