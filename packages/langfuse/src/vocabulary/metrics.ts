/** The metrics that we write: GenAI semantic conventions 1.41.1 with the bucket bounds they recommend, and Codex's own. */
export const metricDefinitions = {
  tokenUsage: {
    name: 'gen_ai.client.token.usage',
    description: 'Number of input and output tokens used.',
    unit: '{token}',
    kind: 'histogram',
    boundaries: [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864],
  },
  operationDuration: {
    name: 'gen_ai.client.operation.duration',
    description: 'Duration of a request to the model, until its stream ended.',
    unit: 's',
    kind: 'histogram',
    boundaries: [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92],
  },
  toolCall: { name: 'codex.tool.call', description: 'Tool calls.', unit: '{call}', kind: 'counter' },
  turn: { name: 'codex.turn', description: 'Turns.', unit: '{turn}', kind: 'counter' },
} as const;
