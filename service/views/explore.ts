/** What the explore page and the charts of dashboards are handed. */
import type { ExploreInput } from '../inputs/inputs';
import type { DeploymentMark } from './views';

export type ValueAsked = ExploreInput['value'];

/** The answer to an explore query, as columns; null is a gap. */
export interface ExploreView {
  /** Seconds since 1970, where each step begins. */
  x: number[];
  stepSeconds: number;
  /** Of the metric, as its sender says it; a rate is that a second. */
  unit: string;
  /** What was read: every point, minutes, or hours where minutes are not kept that long. */
  resolution: 'raw' | 'minute' | 'hour';
  series: {
    labels: Record<string, string>;
    values: (number | null)[];
    /** A week before, where that was asked for and there was such a series then. */
    compare: (number | null)[] | null;
    /** Whether a quantile lies above the highest bucket bound, so that the value is its lower bound. */
    atLeast: boolean[] | null;
  }[];
  /** A limit left something out; `why` says what. */
  cut: boolean;
  why: string[];
  notes: string[];
  deployments: DeploymentMark[];
}

/** A metric that has arrived, and the attributes of its series with some of their values. */
export interface MetricView {
  name: string;
  kind: string;
  unit: string;
  description: string;
  series: number;
  /** What may be asked of it; the first is what people mean mostly. */
  asks: ValueAsked[];
}

export interface MetricDetailView extends MetricView {
  attributes: { of: 'point' | 'resource' | 'scope'; key: string; values: string[]; more: boolean }[];
}
