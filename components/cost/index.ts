/**
 * Costs: what the app costs now, in each phase and at any load, line by line with dated prices.
 * May import types of service, catalogue and advisor, advisor/words, components/ui and components/charts.
 * Bills and a curve come in, markup, one chart and addresses of what-ifs go out; nothing is computed but sums shown.
 */
export { lineIds, pairLines } from './bill-pair';
