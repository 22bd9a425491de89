/**
 * Findings become sentences here and nowhere earlier. May import the advisor's types and the words of
 * this folder; reads no clock, so a time comes in as `Wording`. Findings go in, plain English comes
 * out: numbers to two or three digits, units always, and "cannot tell yet, because …" for the rest.
 */
export {
  becauseOf,
  cannotTell,
  cannotTellShort,
  demandOfLimit,
  signalHeadroomSentence,
  throughputSentence,
} from './because';
export { crossingSentence, evidenceSentence, limitLabel, openFor, thresholdSentence, worstSentence } from './crossing';
export { effectSentence, effectsSummary } from './effect';
export {
  type AppHeadline,
  appHeadline,
  appReason,
  appSubline,
  headroomHeadline,
  notMeasured,
  populationQuestion,
  positionSentence,
  positionShort,
} from './headline';
export { besideSentence, loadSentence, ratioNumber, ratioSentence } from './load';
export { eitherSignal, phaseWithRange, shortPhase } from './names';
export {
  type OverviewFacts,
  type OverviewHeadline,
  overviewHeadline,
  overviewSentence,
  stateOf,
  stateWord,
  stillToRead,
  timeLeft,
} from './overview';
export { reportSentences, stepSentence } from './report';
export { urgencySentence } from './step-groups';
export {
  beginSentence,
  beginText,
  beginWords,
  busyWords,
  dateParts,
  dateRange,
  dateSentence,
  dayOfDate,
  growthSentence,
  levelSentence,
  movedWords,
  outcomeWords,
  phaseEntrySentence,
  presses,
  recordSentence,
} from './when';
export type { Wording } from './wording';
export {
  addedMoney,
  type CostsHeadline,
  checklistHeadline,
  checklistSubline,
  costsHeadline,
  nextPhaseBill,
  signalsHeadline,
  type TwoPartLine,
  withoutWords,
} from './work';
