/** Usage type (`input`, `output`, `input_cached_tokens` …) → USD per 1,000,000 units. */
export type UnitPrices = Readonly<Record<string, number>>;

/** All conditions of a tier must hold for it to apply. */
export type TierCondition =
  | {
      readonly kind: 'parameter';
      /** A model parameter, for instance `service_tier`. */
      readonly key: string;
      readonly values: readonly string[];
    }
  | {
      readonly kind: 'usage';
      /** Usage types whose name holds one of these parts are summed. */
      readonly keyParts: readonly string[];
      readonly moreThan: number;
    };

export interface PriceTier {
  readonly name: string;
  readonly conditions: readonly TierCondition[];
  readonly prices: UnitPrices;
}

export interface ModelPrices {
  readonly model: string;
  /** False for models that Langfuse 4.16 has no price for: it shows $0 unless the sender states the cost. */
  readonly knownToLangfuse: boolean;
  /** The default tier, which Langfuse calls "Standard". */
  readonly prices: UnitPrices;
  /** Tried in this order; the first whose conditions hold replaces the default. */
  readonly tiers: readonly PriceTier[];
}

export type PriceTable = readonly ModelPrices[];
