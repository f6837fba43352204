/** The value below which this share of `values` lies; values in between are not made up. */
export function percentile(values, share) {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

export const median = (values) => percentile(values, 0.5);

/** Runs every case once per round, so that what slows the machine down slows all of them; the first round warms up. */
export async function interleave(names, rounds, run) {
  const times = new Map(names.map((name) => [name, []]));
  for (let round = -1; round < rounds; round += 1) {
    for (const name of names) {
      const value = await run(name);
      if (round >= 0) times.get(name).push(value);
    }
  }
  return times;
}
