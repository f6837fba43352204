import type { DestinationConfig, Signal } from '@codex-langfuse/config';
import type { DeliverySource, Settlement } from '../delivery-source.ts';
import type { ExportOutcome } from '../export-outcome.ts';
import type { Exporter } from '../exporter.ts';
import type { Item } from '../item.ts';
import { firstBatch, shrunkenLimits } from './batches.ts';
import { startTally, toSummary } from './delivery-summary.ts';
import type { DeliverySummary } from './delivery-summary.ts';
import { createDestinationGate } from './destination-gate.ts';
import { createLookAhead } from './look-ahead.ts';
import { deliveredAll, partOf, postponedAll, rejectedAll } from './settlements.ts';

export interface DeliverOptions {
  /** Unix milliseconds. */
  readonly clock: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Ends the run at once; a request in flight is cut and its items stay as they were. */
  readonly abort: AbortSignal;
  /** No request is started at or after this time; one in flight runs out its own timeout. */
  readonly deadlineUnixMillis?: number;
}

/** Why nothing more is sent, or, with `next-signal`, nothing more of one signal. */
type Stop = Exclude<DeliverySummary['stopped'], 'empty'> | 'next-signal';

const SIGNALS: readonly Signal[] = ['traces', 'logs', 'metrics'];

/**
 * Sends what is due in `source` to one destination, one request after another, until nothing is due or something
 * stands in the way, and settles every request's items before the next one starts; while one is under way, what comes
 * next is taken. An acknowledged item is never sent
 * again; a passing fault or a fault of the destination leaves items pending, with the destination's health saying
 * when to go on, also for the next process. Rejects only for a defect: when
 * `source` or `exporter` throw.
 */
export async function deliver(
  source: DeliverySource,
  destination: DestinationConfig,
  exporter: Exporter,
  options: DeliverOptions,
): Promise<DeliverySummary> {
  const gate = createDestinationGate(source, destination, options);
  const tally = startTally();
  const fullLimits = { maxItems: destination.batchMaxItems, maxBytes: destination.batchMaxBytes };
  const lookAhead = createLookAhead(source, destination.batchMaxItems);
  let halvings = gate.sizeSuspicion();
  /** What was taken last; nothing else is taken and not settled. */
  let taken: readonly Item[] = [];

  const signals = SIGNALS.filter((signal) => destination.signals[signal] !== undefined);
  // In turns, so that what a source makes for one signal it still has at hand for the others.
  const going = new Set(signals);
  while (going.size > 0) {
    for (const signal of going) {
      const stop = await sendSome(signal);
      if (stop === 'next-signal') going.delete(signal);
      else if (stop !== undefined) return toSummary(tally, stop);
    }
  }
  const isPaused = signals.length > 0 && signals.every((signal) => gate.obstacleFor(signal) !== undefined);
  return toSummary(tally, isPaused ? 'paused' : 'empty');

  async function sendSome(signal: Signal): Promise<Stop | undefined> {
    const obstacle = gate.obstacleFor(signal);
    if (obstacle !== undefined) {
      tally.fault = obstacle.fault;
      if (obstacle.state === 'backing-off') return 'backing-off';
      tally.pausedSignals.add(signal);
      return 'next-signal';
    }
    const interrupted = interruption();
    if (interrupted !== undefined) return interrupted;
    taken = lookAhead.take(signal);
    return taken.length === 0 ? 'next-signal' : sendAll(signal, taken);
  }

  async function sendAll(signal: Signal, items: readonly Item[]): Promise<Stop | undefined> {
    let rest = items;
    while (rest.length > 0) {
      const interrupted = interruption();
      if (interrupted !== undefined) return interrupted;
      const batch = firstBatch(rest, shrunkenLimits(fullLimits, halvings));
      tally.requests += 1;
      const outcome = await send(signal, batch);
      const stop = await settleOutcome(signal, batch, outcome);
      if (stop !== undefined) return stop;
      rest = rest.slice(batch.length);
    }
    return undefined;
  }

  function send(signal: Signal, batch: readonly Item[]): Promise<ExportOutcome> {
    const request = exporter.export(signal, batch, options.abort);
    return batch.length === taken.length ? lookAhead.during(request, signalAfter(signal), taken) : request;
  }

  function signalAfter(signal: Signal): Signal {
    const order = [...going];
    return order[(order.indexOf(signal) + 1) % order.length] ?? signal;
  }

  async function settleOutcome(
    signal: Signal,
    batch: readonly Item[],
    outcome: ExportOutcome,
  ): Promise<Stop | undefined> {
    if ('fault' in outcome) tally.fault = outcome.fault;
    switch (outcome.kind) {
      case 'delivered':
        if (outcome.warning !== undefined) tally.warnings.add(outcome.warning);
        tally.delivered += batch.length;
        return acknowledged(signal, deliveredAll(batch));
      case 'partial':
        tally.rejected += outcome.rejected;
        tally.delivered += batch.length - outcome.rejected;
        return acknowledged(signal, partOf(batch, outcome.rejected, outcome.fault));
      case 'refused':
        if (batch.length > 1) return sendHalves(signal, batch);
        tally.rejected += 1;
        return acknowledged(signal, rejectedAll(batch, outcome.fault));
      case 'retry': {
        if (options.abort.aborted) return 'aborted';
        const nextTry = gate.failed(outcome.fault, outcome.retryAfterMillis);
        tally.postponed += batch.length;
        source.settle(postponedAll(batch, outcome.fault, nextTry));
        return 'backing-off';
      }
      case 'destination':
        gate.pause(signal, outcome.fault);
        tally.pausedSignals.add(signal);
        return 'next-signal';
    }
  }

  function acknowledged(signal: Signal, settlements: readonly Settlement[]): undefined {
    source.settle(settlements);
    gate.succeeded(signal);
    halvings = Math.max(0, halvings - 1);
  }

  async function sendHalves(signal: Signal, batch: readonly Item[]): Promise<Stop | undefined> {
    const middle = Math.ceil(batch.length / 2);
    return (await sendAll(signal, batch.slice(0, middle))) ?? sendAll(signal, batch.slice(middle));
  }

  function interruption(): 'aborted' | 'deadline' | undefined {
    if (options.abort.aborted) return 'aborted';
    return options.deadlineUnixMillis !== undefined && options.clock() >= options.deadlineUnixMillis
      ? 'deadline'
      : undefined;
  }
}
