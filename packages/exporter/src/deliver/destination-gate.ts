import type { DestinationConfig, Signal } from '@codex-langfuse/config';
import type { DeliverySource, DestinationHealth } from '../delivery-source.ts';
import type { DeliveryFault } from '../export-outcome.ts';
import { backoffMillis } from './backoff.ts';
import { configHash } from './config-hash.ts';
import { isTimeToTry } from './time-to-try.ts';

/** What stands in the way of one signal now. */
export type Obstacle = { readonly state: 'backing-off' | 'paused'; readonly fault: DeliveryFault };

/** The destination's health during one run; every change is written to the source at once. */
export interface DestinationGate {
  obstacleFor(signal: Signal): Obstacle | undefined;
  /** Failures in a row after which the size of the request may be the reason. */
  sizeSuspicion(): number;
  /** The receiver answered: it is reachable and takes this signal. */
  succeeded(signal: Signal): void;
  /** A passing fault; returns when to try again. */
  failed(fault: DeliveryFault, retryAfterMillis: number | undefined): number;
  pause(signal: Signal, fault: DeliveryFault): void;
}

export interface GateOptions {
  /** Unix milliseconds. */
  readonly clock: () => number;
  /** In [0, 1). */
  readonly random: () => number;
}

export function createDestinationGate(
  source: DeliverySource,
  destination: DestinationConfig,
  { clock, random }: GateOptions,
): DestinationGate {
  let health = source.health();
  const write = (next: DestinationHealth): void => {
    health = next;
    source.setHealth(next);
  };

  return {
    obstacleFor(signal) {
      if (health.state === 'ok' || isTimeToTry(health.nextTryUnixMillis, clock())) return undefined;
      if (health.state === 'paused') {
        const isOther = health.signals !== undefined && !health.signals.includes(signal);
        if (isOther || health.configHash !== configHash(destination)) return undefined;
      }
      return { state: health.state, fault: health.fault };
    },
    sizeSuspicion() {
      return health.state === 'backing-off' && SIZE_SUSPECTS.has(health.fault.code) ? health.attempts : 0;
    },
    succeeded(signal) {
      if (health.state === 'ok') return;
      const others = pausedSignals(health).filter((paused) => paused !== signal);
      if (health.state === 'paused' && others.length > 0) write({ ...health, signals: others });
      else write({ state: 'ok' });
    },
    failed(fault, retryAfterMillis) {
      const attempts = health.state === 'backing-off' ? health.attempts + 1 : 1;
      const nextTryUnixMillis = clock() + backoffMillis(attempts, retryAfterMillis, random);
      write({ state: 'backing-off', attempts, nextTryUnixMillis, fault });
      return nextTryUnixMillis;
    },
    pause(signal, fault) {
      const isShared = Object.keys(destination.signals).length === 1 || !URL_FAULTS.has(fault.code);
      const wait = mayHeal(fault, destination) ? HEALING_WAIT_MILLIS : REPAIR_WAIT_MILLIS;
      write({
        state: 'paused',
        configHash: configHash(destination),
        nextTryUnixMillis: clock() + Math.round(wait * (1 + JITTER * random())),
        fault,
        ...(!isShared && { signals: [...new Set([...pausedSignals(health), signal])] }),
      });
    },
  };
}

function pausedSignals(health: DestinationHealth): readonly Signal[] {
  return health.state === 'paused' ? (health.signals ?? []) : [];
}

/** Faults of one signal's URL: the destination's other signals may work, as with a backend without a logs route. */
const URL_FAULTS = new Set(['http_404', 'http_405', 'http_415', 'http_501', 'grpc_12', 'not_otlp', 'url_invalid']);

/** Not `429` or a refused connection: there a smaller request changes nothing. */
const SIZE_SUSPECTS = new Set(['tcp_reset', 'http_timeout', 'http_502', 'http_504', 'grpc_4']);

/** Whether the fault may end without anybody touching the configuration. */
function mayHeal({ code }: DeliveryFault, { headers }: DestinationConfig): boolean {
  return HEALING.test(code) || (CREDENTIALS.test(code) && Object.values(headers).some(({ isRenewed }) => isRenewed));
}

/** No network yet, a receiver that crashed, a vault that is locked. */
const HEALING = /^(dns|http_5\d\d|grpc_2|grpc_13|file_.*|secret_command_failed)$/;
/** A token that a program prints is another one soon. */
const CREDENTIALS = /^(http_401|http_403|grpc_16|grpc_7)$/;
const HEALING_WAIT_MILLIS = 60_000;
const REPAIR_WAIT_MILLIS = 5 * 60_000;
const JITTER = 0.2;
