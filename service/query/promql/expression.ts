/** What Headroom answers of PromQL, as a tree; and errors that name the construct and its place. */
import type { Filter } from '@/store';

export interface Matcher {
  label: string;
  op: Filter['op'];
  value: string;
}

export interface Selector {
  type: 'selector';
  matchers: Matcher[];
  /** Null for an instant vector. */
  rangeMs: number | null;
  offsetMs: number;
}

export type Aggregation = 'sum' | 'avg' | 'min' | 'max';
export type Operator = '+' | '-' | '*' | '/' | '%' | '^';

export type Expression =
  | { type: 'number'; value: number }
  | Selector
  | { type: 'rate'; of: 'rate' | 'increase'; selector: Selector }
  | { type: 'aggregate'; op: Aggregation; by: boolean; labels: string[]; argument: Expression }
  | { type: 'quantile'; q: number; argument: Expression }
  | { type: 'binary'; op: Operator; left: Expression; right: Expression }
  | { type: 'negate'; argument: Expression };

/** errorType of Prometheus's API. https://prometheus.io/docs/prometheus/latest/querying/api/#format-overview */
export type ErrorType =
  | 'bad_data'
  | 'execution'
  | 'timeout'
  | 'unauthorized'
  | 'not_found'
  | 'internal'
  | 'unavailable';

export class PromError extends Error {
  override name = 'PromError';
  constructor(
    readonly errorType: ErrorType,
    message: string,
  ) {
    super(message);
  }
}

export const badData = (message: string) => new PromError('bad_data', message);
