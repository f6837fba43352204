/**
 * What the recording thread and the courier's thread tell each other about the end, in shared memory: the recording
 * thread must know at once whether there is a request to wait for, also while the other thread is busy or just starting.
 */
export interface StopSwitch {
  /** No request begins after this. */
  stop(): void;
  readonly isStopped: boolean;
  /** Says whether the request may begin; if so, `end` follows. */
  begin(): boolean;
  end(): void;
  /** Requests that began and did not end. After `stop` it only falls. */
  readonly underWay: number;
}

/** Over the memory of the other thread's switch, or over new memory. */
export function createStopSwitch(memory: SharedArrayBuffer = new SharedArrayBuffer(CELLS * 4)): StopSwitch & {
  readonly memory: SharedArrayBuffer;
} {
  const cells = new Int32Array(memory);
  const isStopped = (): boolean => Atomics.load(cells, STOPPED) === 1;
  const end = (): void => void Atomics.sub(cells, UNDER_WAY, 1);
  return {
    memory,
    stop: () => void Atomics.store(cells, STOPPED, 1),
    get isStopped() {
      return isStopped();
    },
    begin: () => {
      // Counted first: who stops and then sees no request under way can rely on it.
      Atomics.add(cells, UNDER_WAY, 1);
      if (!isStopped()) return true;
      end();
      return false;
    },
    end,
    get underWay() {
      return Atomics.load(cells, UNDER_WAY);
    },
  };
}

const STOPPED = 0;
const UNDER_WAY = 1;
const CELLS = 2;
