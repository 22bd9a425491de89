/**
 * Asking stored telemetry: explore and export for people, Prometheus's API for whoever holds a read token.
 * May import store, prisma and the rest of service. Comes in: an actor and an app, or the tenant of a token;
 * goes out: columns, or what Prometheus's format wants. Nothing of another team's apps, ever.
 */
export { explore } from './explore';
export { type Exported, exportChart, exportExplore } from './export';
export { metricDetail, metrics } from './metrics';
export { instantQuery, type PromAnswer, PromError, rangeQuery, type Tenant } from './prometheus';
export { labelNames, labelValues, metadata, seriesOf } from './prometheus-labels';
export { newReadToken, readTokens, revokeReadToken, tenantOf } from './read-tokens';
