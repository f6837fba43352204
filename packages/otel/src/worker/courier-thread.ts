/** The courier's thread, as `startCourierWorker` starts it. */
import { runCourierThread } from './run-courier-thread.ts';

runCourierThread();
