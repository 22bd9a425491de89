/**
 * Headroom's own telemetry: Headroom is an app in Headroom.
 * May import nothing of the other rooms but `config`; every room may import it.
 * Comes in: what our processes count and time. Goes out: OTLP to our own collector (register.ts) and
 * the text that Prometheus scrapes (prometheus.ts). Each own metric is defined once, in metrics.ts.
 */
export * from './metrics';
export { prometheusReply } from './prometheus';
