export { startCourierWorker, type CourierWorker, type CourierWorkerInput } from './start-courier-worker.ts';
export { runCourierThread } from './run-courier-thread.ts';
