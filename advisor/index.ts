/**
 * The advisor: telemetry's signals in, advice out. Pure – it may import `catalogue/types` and its own
 * files, no clock, no database, no network; every time comes in as an argument. In goes `AdviseInput`
 * (who the app is, what its owner said, its signals), out comes `Advice`: findings as codes with typed
 * facts, from which `advisor/words` makes the sentences last.
 *
 * One word an idea, here and on every page:
 * - load         users of a stated population, or requests where no users are sent ("estimated")
 * - phase        one stage of a roadmap; an app has two positions: its load's and its architecture's
 * - threshold    a limit on a signal over a window; the app's override, then its phase's, then the roadmap's
 * - crossing     one episode of a threshold being exceeded
 * - headroom     the multiple of today's busiest minutes at which the first threshold is met
 * - step         one line of a migration, with what it relieves and what proves it
 * - checklist    an app's steps in the order in which they should be done
 * - evidence     what telemetry says of a step: proves, suggests, or only a person can
 * - estimate     a bill: quantity × dated, sourced unit price
 * - finding      a code and typed facts; never a sentence
 */
export { advise } from './advice';
export { briefOf, daysOfLoad, firstLimit, lineOf } from './brief';
export { effectiveThresholds, evaluate, hasTurned, lookBackMinutes } from './crossings/thresholds';
export { thresholdsNow } from './crossings/thresholds-now';
export { findHeadroom } from './headroom/headroom';
export { dailyLoads, dailyPeaks, findLoad, loadSeries } from './load/load';
export { findPosition } from './load/position';
