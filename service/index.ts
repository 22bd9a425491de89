/**
 * The use-cases: what a page, an API route or a script asks for. May import store, advisor, prisma
 * and catalogue; nothing above. Comes in: an actor (first, always) and plain input, checked here;
 * goes out: the plain JSON of views.ts, or a ServiceError that a person can mend.
 */
import type { ChartInput, WhatIfInput } from './inputs';
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
} from './views';

export { removeOverride, setDeployment, setEvidenceWindow, setLoadRatio, setMetricNames, setOverride, setPopulation } from './app-settings';
export { createApp, newToken, revokeToken, tokens } from './apps';
export { isServiceError, ServiceError } from './errors';
export { tickStep } from './steps';
export { viewer } from './viewer';

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

