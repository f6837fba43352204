/** Display names of providers, lower-case, that are not simply their `gen_ai.provider.name` in capitals. */
const wellKnownNames: Readonly<Record<string, string>> = {
  'amazon bedrock': 'aws.bedrock',
  'aws bedrock': 'aws.bedrock',
  azure: 'azure.ai.openai',
  'azure openai': 'azure.ai.openai',
  gemini: 'gcp.gemini',
  google: 'gcp.gen_ai',
  mistral: 'mistral_ai',
  'vertex ai': 'gcp.vertex_ai',
  xai: 'x_ai',
};

/**
 * The value of `gen_ai.provider.name` for the display name of a model provider: `OpenAI` → `openai`. A name that the
 * semantic conventions do not list stands for itself, in lower case with underscores, as they allow.
 */
export function providerName(displayName: string): string {
  const name = displayName.trim().toLowerCase();
  if (Object.hasOwn(wellKnownNames, name)) return wellKnownNames[name] ?? name;
  return name.replaceAll(/\s+/g, '_') || '_OTHER';
}
