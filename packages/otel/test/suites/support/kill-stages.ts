/** Stages of recording and delivery, each with the moments in it at which a process is killed. */
export const KILL_STAGES = {
  'in append': ['before the commit', 'while it is written'],
  'after append': ['before record() returns', 'after record() returned'],
  'request sent': ['before it is answered'],
  'answer read': ['before it is settled'],
  'before the outcome is written': ['before the commit', 'while it is written'],
  'in adoption': [
    'once locked',
    'before its outcomes are written',
    'before it is counted',
    'counted, not deleted',
    'half deleted',
    'deleted, lock left',
    'deleted, not forgotten',
  ],
  'in checkpoint': ['of the own journal', 'at the end of an adopted one'],
} as const;

export type KillStage = keyof typeof KILL_STAGES;

/** `<stage>: <moment>`. */
export type KillMoment = { [Stage in KillStage]: `${Stage}: ${(typeof KILL_STAGES)[Stage][number]}` }[KillStage];

export function stagesOfKills(): readonly KillStage[] {
  return Object.keys(KILL_STAGES) as KillStage[];
}

export function momentsOf(stage: KillStage): readonly KillMoment[] {
  return KILL_STAGES[stage].map((moment) => `${stage}: ${moment}` as KillMoment);
}

/** Told to a child process. */
export interface KillInput {
  readonly codexHome: string;
  readonly origin: string;
  readonly protocol: 'http/protobuf' | 'http/json' | 'grpc';
  /** Differs per child; stands in its User-Agent. */
  readonly label: string;
  readonly moment: KillMoment;
  /** The how manieth time the moment comes is the last. */
  readonly hits: number;
  /** Default: SIGKILL. */
  readonly signal?: 'SIGKILL' | 'SIGSTOP';
  /** For moments within a system call: how long into it. */
  readonly delayNanos: number;
}
