import { type Attributes, metrics as otel } from '@opentelemetry/api';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What an own metric is: its OpenTelemetry name, its unit (UCUM) and its meaning, once for both outputs. */
export interface MetricDefinition {
  name: string;
  unit: string;
  description: string;
  /** Attribute keys that may stand on it; none ever holds an app's or a person's name. */
  attributes?: string[];
}

/** Upper bounds for durations, in seconds: the HTTP conventions' advice, with finer steps below 5 ms for commits. */
const DURATION_BOUNDS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** One registry a process, also where a bundler loads this file twice. */
export function promRegistry(): Registry {
  const holder = globalThis as { __headroomRegistry?: Registry };
  if (!holder.__headroomRegistry) {
    holder.__headroomRegistry = new Registry();
    collectDefaultMetrics({ register: holder.__headroomRegistry });
  }
  return holder.__headroomRegistry;
}

/** A sum that only grows. */
export function defineCounter(definition: MetricDefinition) {
  const prom = once(definition.name, () => new Counter(promOptions(definition, '_total')));
  const instrument = lazily(() => meter().createCounter(definition.name, otelOptions(definition)));
  return {
    add(value: number, attributes: Attributes = {}): void {
      instrument().add(value, attributes);
      prom.inc(promLabels(attributes), value);
    },
  };
}

/** A distribution of durations, recorded in seconds. */
export function defineDuration(definition: Omit<MetricDefinition, 'unit'>, boundsS = DURATION_BOUNDS_S) {
  const full = { ...definition, unit: 's' };
  const prom = once(definition.name, () => new Histogram({ ...promOptions(full, ''), buckets: boundsS }));
  const instrument = lazily(() =>
    meter().createHistogram(full.name, { ...otelOptions(full), advice: { explicitBucketBoundaries: boundsS } }),
  );
  return {
    record(seconds: number, attributes: Attributes = {}): void {
      instrument().record(seconds, attributes);
      prom.observe(promLabels(attributes), seconds);
    },
    /** For hot paths: what these attributes mean is worked out once. */
    recorder(attributes: Attributes): (seconds: number) => void {
      const labelled = prom.labels(promLabels(attributes));
      return (seconds) => {
        instrument().record(seconds, attributes);
        labelled.observe(seconds);
      };
    },
  };
}

/** Null: somebody else reports it now. */
type Reading = () => number | null | Promise<number | null>;

/** A value that is read when somebody asks; `observe` may be set late, by whoever knows the value. */
export function defineGauge(definition: MetricDefinition) {
  let observe: Reading | null = null;
  once(
    definition.name,
    () =>
      new Gauge({
        ...promOptions(definition, ''),
        async collect() {
          const value = await observe?.();
          if (typeof value === 'number') this.set(value);
          else this.remove();
        },
      }),
  );
  const instrument = lazily(() => meter().createObservableGauge(definition.name, otelOptions(definition)));
  return {
    observe(read: Reading): void {
      const first = observe === null;
      observe = read;
      if (first) {
        instrument().addCallback(async (result) => {
          const value = await observe?.();
          if (typeof value === 'number') result.observe(value);
        });
      }
    },
  };
}

function meter() {
  return otel.getMeter('headroom');
}

// The meter provider is set by register.ts before our modules run, but tests import them without it.
function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function otelOptions({ unit, description }: MetricDefinition) {
  return { unit, description };
}

function promOptions(definition: MetricDefinition, suffix: string) {
  return {
    name: promName(definition) + suffix,
    help: definition.description,
    labelNames: (definition.attributes ?? []).map(promLabel),
    registers: [promRegistry()],
  };
}

// Prometheus's own convention: dots to underscores, the unit as a suffix.
function promName({ name, unit }: MetricDefinition): string {
  const base = name.replaceAll('.', '_');
  if (unit === 's') return `${base}_seconds`;
  return unit === 'By' ? `${base}_bytes` : base;
}

function promLabel(key: string): string {
  return key.replaceAll('.', '_');
}

function promLabels(attributes: Attributes): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [key, value] of Object.entries(attributes)) labels[promLabel(key)] = String(value);
  return labels;
}

function once<T>(name: string, make: () => T): T {
  const holder = globalThis as { __headroomMetrics?: Map<string, unknown> };
  holder.__headroomMetrics ??= new Map();
  if (!holder.__headroomMetrics.has(name)) holder.__headroomMetrics.set(name, make());
  return holder.__headroomMetrics.get(name) as T;
}
