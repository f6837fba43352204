import { afterEach, beforeEach } from '@jest/globals';
import { startOtlpReceiver, type OtlpReceiver } from './otlp-receiver.ts';
import { createTelemetryHome, type TelemetryHome } from './telemetry-home.ts';

/** An empty home, and a server that takes everything: new ones for each test of the file that imports them. */
export let home: TelemetryHome;
export let receiver: OtlpReceiver;

beforeEach(async () => {
  home = createTelemetryHome();
  receiver = await startOtlpReceiver();
});

afterEach(async () => {
  await receiver.close();
  home.remove();
});
