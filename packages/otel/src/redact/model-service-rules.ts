import { once } from './once.ts';
import { holdsDigit, prefixed, START, type ServiceRule } from './redaction-rule.ts';

/** Keys of model providers and of the services around them. The order counts: `sk-` alone comes last. */
export const MODEL_SERVICE_RULES: readonly ServiceRule[] = [
  {
    service: 'Anthropic',
    name: 'anthropic_key',
    form: 'sk-ant-…',
    keywords: ['sk-ant-'],
    pattern: once(() => /sk-ant-[A-Za-z0-9_-]{16,256}/y),
  },
  {
    service: 'Langfuse',
    name: 'langfuse_key',
    form: 'sk-lf-…',
    keywords: ['sk-lf-'],
    pattern: once(() => /sk-lf-[A-Za-z0-9-]{16,64}/y),
  },
  prefixed('OpenRouter', 'openrouter_key', 'sk-or-v1-', '[a-f0-9]{32,128}'),
  {
    service: 'OpenAI',
    name: 'openai_key',
    form: 'sk-…, sk-proj-…, sk-svcacct-…, sk-admin-…',
    keywords: ['sk-'],
    pattern: once(
      () => new RegExp(`${START}sk-(?:(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{20,256}|[A-Za-z0-9]{20,256})`, 'y'),
    ),
    accepts: holdsDigit,
  },
  prefixed('Groq', 'groq_key', 'gsk_', '[A-Za-z0-9]{40,80}'),
  prefixed('xAI', 'xai_key', 'xai-', '[A-Za-z0-9]{60,120}'),
  prefixed('Perplexity', 'perplexity_key', 'pplx-', '[A-Za-z0-9]{40,80}'),
  prefixed('Hugging Face', 'huggingface_token', 'hf_', '[A-Za-z0-9]{30,60}(?![A-Za-z0-9_])'),
  prefixed('Replicate', 'replicate_token', 'r8_', '[A-Za-z0-9]{37}'),
  prefixed('Fireworks', 'fireworks_key', 'fw_', '[A-Za-z0-9]{22,32}(?![A-Za-z0-9_])', holdsDigit),
  prefixed('Cerebras', 'cerebras_key', 'csk-', '[a-z0-9]{40,60}'),
  prefixed('NVIDIA', 'nvidia_key', 'nvapi-', '[A-Za-z0-9_-]{60,80}'),
  prefixed('ElevenLabs', 'elevenlabs_key', 'sk_', '[a-f0-9]{48}(?![A-Za-z0-9])'),
  prefixed('Tavily', 'tavily_key', 'tvly-', '(?:dev-|prod-)?[A-Za-z0-9]{28,60}'),
  prefixed('Firecrawl', 'firecrawl_key', 'fc-', '[a-f0-9]{32}(?![A-Za-z0-9])'),
  prefixed('Pinecone', 'pinecone_key', 'pcsk_', '[A-Za-z0-9]{4,8}_[A-Za-z0-9]{50,70}'),
  {
    service: 'LangSmith',
    name: 'langsmith_key',
    form: 'lsv2_pt_…, lsv2_sk_…',
    keywords: ['lsv2_'],
    pattern: once(() => new RegExp(`${START}lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}`, 'y')),
  },
];
