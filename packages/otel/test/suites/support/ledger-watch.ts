import assert from 'node:assert/strict';
import type { OtelConfig } from '@codex-langfuse/config';
import type { Ledger } from '../../../src/index.ts';
import { assertSame } from './assert-same.ts';
import { isBalanced, type TelemetryHome } from '../../support/telemetry-home.ts';

/** Looks at the ledger as often as it is asked to, and remembers what was wrong. */
export interface LedgerWatch {
  /** The ledger now. Throws for what is wrong now or was wrong at a `glance`. */
  look(): Ledger;
  /** The same from inside a receiver, where throwing would only break the receiver. */
  glance(): void;
}

export function watchLedger(home: TelemetryHome, config: OtelConfig): LedgerWatch {
  const problems: unknown[] = [];
  let before: Ledger | undefined;

  const observe = (): Ledger => {
    const { ledger, destinations } = home.status(config);
    for (const counts of [ledger, ...destinations.map((destination) => destination.ledger)])
      assert.ok(isBalanced(counts), `the ledger is off: ${JSON.stringify(counts)}`);
    if (before !== undefined) {
      for (const count of ['recorded', 'delivered', 'rejected', 'expired'] as const)
        assert.ok(ledger[count] >= before[count], `${count} went from ${before[count]} to ${ledger[count]}`);
    }
    before = ledger;
    return ledger;
  };

  return {
    look: () => {
      assertSame(problems.map(String), []);
      return observe();
    },
    glance: () => {
      try {
        observe();
      } catch (error) {
        problems.push(error);
      }
    },
  };
}

/** The part of a ledger that the suites compare. */
export function statesOf({ recorded, delivered, rejected, pending }: Ledger) {
  return { recorded, delivered, rejected, pending };
}
