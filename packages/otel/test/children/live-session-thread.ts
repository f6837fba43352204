/** The courier's thread of `live-session.ts`. */
import { runCourierThread } from '../../src/worker/index.ts';
import { liveSessionConfig, type LiveSessionSettings } from '../support/configuration.ts';

await runCourierThread((settings) => liveSessionConfig(settings as LiveSessionSettings));
