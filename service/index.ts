/**
 * The use-cases: what a page, an API route or a script asks for. May import store, advisor, prisma
 * and catalogue; nothing above. Comes in: an actor (first, always) and plain input, checked here;
 * goes out: the plain JSON of views.ts, or a ServiceError that a person can mend.
 */
import type { Deployment, Population } from '@/catalogue/types';
import type {
  ChartInput,
  CreateAppInput,
  LoadRatioInput,
  MetricNamesInput,
  NewTokenInput,
  OverrideInput,
  TickStepInput,
  WhatIfInput,
} from './inputs';
import type {
  Actor,
  AppView,
  ChartData,
  CostsView,
  FirstDataView,
  OverviewView,
  PhaseView,
  ReportView,
  SignalsView,
  StatusView,
  TokenView,
  Viewer,
} from './views';

export { isServiceError, ServiceError } from './errors';

const notYet = (name: string): never => {
  throw new Error(`${name} is not built yet`);
};

/** Apps of a team (without a slug: of all teams of the actor), most urgent first. */
export async function overview(_actor: Actor, _teamSlug?: string): Promise<OverviewView> {
  return notYet('overview');
}

/** Everything the pages of one app share. */
export async function appView(_actor: Actor, _slug: string): Promise<AppView> {
  return notYet('appView');
}

/** One phase of an app's roadmap; `phaseId` is a phase's id or its number from 1. */
export async function phaseView(_actor: Actor, _slug: string, _phaseId: string): Promise<PhaseView> {
  return notYet('phaseView');
}

/** Bills now, per phase, at a ladder of loads and at a what-if load. */
export async function costsView(_actor: Actor, _slug: string, _whatIf: WhatIfInput = {}): Promise<CostsView> {
  return notYet('costsView');
}

/** Where each number comes from, what is missing, what was refused. */
export async function signalsView(_actor: Actor, _slug: string): Promise<SignalsView> {
  return notYet('signalsView');
}

/** Columns for a chart, at most about 400 steps. */
export async function chart(_actor: Actor, _slug: string, _query: ChartInput): Promise<ChartData> {
  return notYet('chart');
}

/** Progress of a new app while it waits for its first point. */
export async function firstData(_actor: Actor, _slug: string): Promise<FirstDataView> {
  return notYet('firstData');
}

/** Registers an app. The token is shown this once; only its SHA-256 is kept. */
export async function createApp(_actor: Actor, _input: CreateAppInput): Promise<{ slug: string; token: string }> {
  return notYet('createApp');
}

/** Ingest tokens of an app, newest first; never the secret. */
export async function tokens(_actor: Actor, _slug: string): Promise<TokenView[]> {
  return notYet('tokens');
}

/** A further ingest token, shown this once. */
export async function newToken(_actor: Actor, _slug: string, _input: NewTokenInput = {}): Promise<{ id: number; token: string; hint: string }> {
  return notYet('newToken');
}

/** Ends a token: collectors refuse it within seconds. */
export async function revokeToken(_actor: Actor, _slug: string, _tokenId: number): Promise<void> {
  return notYet('revokeToken');
}

/** Which population the app's user metric counts. */
export async function setPopulation(_actor: Actor, _slug: string, _population: Population | null): Promise<void> {
  return notYet('setPopulation');
}

/** What the app runs on today; signals of the last 14 days are derived again. */
export async function setDeployment(_actor: Actor, _slug: string, _deployment: Deployment): Promise<void> {
  return notYet('setDeployment');
}

/** Metric names that only the team knows; signals of the last 14 days are derived again. */
export async function setMetricNames(_actor: Actor, _slug: string, _names: MetricNamesInput): Promise<void> {
  return notYet('setMetricNames');
}

/** The owner's ratios between requests, concurrent and daily users; a missing key stays as it is. */
export async function setLoadRatio(_actor: Actor, _slug: string, _ratios: LoadRatioInput): Promise<void> {
  return notYet('setLoadRatio');
}

/** The app's own limit, hold or mute for one threshold of its roadmap. */
export async function setOverride(_actor: Actor, _slug: string, _input: OverrideInput): Promise<void> {
  return notYet('setOverride');
}

/** Back to the roadmap's own threshold. */
export async function removeOverride(_actor: Actor, _slug: string, _thresholdId: string): Promise<void> {
  return notYet('removeOverride');
}

/** Overrides the 24 h evidence window (shown on the checklist); null goes back. */
export async function setEvidenceWindow(_actor: Actor, _slug: string, _minutes: number | null): Promise<void> {
  return notYet('setEvidenceWindow');
}

/** A person's word on a step: done, won't do (with a reason), or open again. */
export async function tickStep(_actor: Actor, _slug: string, _stepId: string, _input: TickStepInput): Promise<void> {
  return notYet('tickStep');
}

/** Keeps today's finding as a report with an unguessable id. */
export async function makeReport(_actor: Actor, _slug: string): Promise<{ id: string }> {
  return notYet('makeReport');
}

/** A report as it was made. */
export async function reportView(_actor: Actor, _id: string): Promise<ReportView> {
  return notYet('reportView');
}

/** Whether Headroom itself is well. */
export async function status(_actor: Actor): Promise<StatusView> {
  return notYet('status');
}

/** Who is signed in, and their teams. */
export async function viewer(_actor: Actor): Promise<Viewer> {
  return notYet('viewer');
}
