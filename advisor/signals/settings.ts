import type { CustomSignal, Deployment, SignalId, Where } from '@/catalogue/types';

/** Metric names that only the team knows (App.metricNames). */
export interface MetricNames {
  users?: string;
  cacheHits?: string;
  cacheMisses?: string;
  queueDepth?: string;
  jobDuration?: string;
  assetLoad?: string;
  sockets?: string;
}

/** What derivation has to know besides the points. */
export interface DeriveSettings {
  metricNames: MetricNames;
  /** As stated; sizes that follow from a price id are already filled in. */
  deployment: Deployment;
  /** Null: production, or else the busiest. */
  environment: string | null;
  /** Null: the service.name with most requests. */
  mainService: string | null;
  /** Signals beyond the built-in ones: those of its thresholds with a filter, and the team's own. */
  filtered?: { id: SignalId; base: SignalId; where: Where }[];
  custom?: CustomSignal[];
}
