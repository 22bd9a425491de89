/**
 * One way to ask stored points: for charts, explore, export and Prometheus's API alike. May import the rest
 * of the store. Comes in: a metric, filters, a function, steps; goes out: columns, and what was cut.
 */
export { boundsOf, commonShape, type Exponential, lengthOf, onShape, type Shape } from './buckets';
export { attributeText, type Patience, patience, pattern, test, textOf } from './filters';
export { beginOf, type Grid, gridOf, type Resolution, stepAt } from './grid';
export { type MetricFacts, readMetrics } from './metrics';
export { type Kept, type RunOptions, resolutionFor, runQuery, withTimeout } from './run';
export {
  type Answer,
  type AnswerSeries,
  type AttributeName,
  defaultLimits,
  type Filter,
  type Limits,
  type Query,
  QueryError,
  type ValueOf,
} from './types';
