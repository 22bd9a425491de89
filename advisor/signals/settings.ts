import type { CustomSignal, Deployment, SignalId, Where } from '@/catalogue/types';

/** Names of metrics, and of routes, that only the team knows (App.metricNames). */
export interface MetricNames extends RouteNames {
  users?: string;
  cacheHits?: string;
  cacheMisses?: string;
  queueDepth?: string;
  jobDuration?: string;
  assetLoad?: string;
  sockets?: string;
}

/** Routes, parted by commas or spaces; `*` stands for anything (RULES 3.6). */
export interface RouteNames {
  /** No load: neither requests nor latency nor errors. */
  routesLeftOut?: string;
  /** Held open (server-sent events, long polling): requests, but how long they take is no response time. */
  routesHeldOpen?: string;
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
