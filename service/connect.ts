/** What the pages that set an app up need to know beside the app itself. */
import { catalogue } from '@/catalogue/index';
import type { Population } from '@/catalogue/types';
import { settings } from '@/config/settings';
import { openApp } from './authorise';
import type { MetricNamesInput } from './inputs';
import { mayInTeam } from './roles';
import type { Actor } from './views';
import { viewer } from './viewer';

export interface RoadmapChoice {
  id: string;
  title: string;
  summary: string;
  /** The population its document counts, and whether that is our reading. */
  loadUnit: Population;
  ourReading: boolean;
  phases: { title: string; from: number; to: number | null }[];
}

export interface ConnectView {
  /** Teams in which the actor may register apps. */
  teams: { slug: string; name: string }[];
  roadmaps: RoadmapChoice[];
  /** Where telemetry goes, as an SDK wants it: without /v1/metrics. */
  endpoint: string;
}

/** The collector's address as seen from outside: the public host with the collector's port. */
export function collectorEndpoint(): string {
  const { url, collectorPort } = settings();
  return `${new URL(url).protocol}//${new URL(url).hostname}:${collectorPort}`;
}

/** The choices on "Connect an app". */
export async function connectView(actor: Actor): Promise<ConnectView> {
  const { teams } = await viewer(actor);
  const roadmaps = [...catalogue().roadmaps.values()].map(({ id, title, summary, loadUnit, loadUnitSays, phases }) => ({
    id,
    title,
    summary,
    loadUnit,
    ourReading: loadUnitSays.ourReading,
    phases: phases.map((phase) => ({ title: phase.title, from: phase.from, to: phase.to })),
  }));
  return {
    teams: teams.filter(({ role }) => mayInTeam(role, 'createApp')).map(({ slug, name }) => ({ slug, name })),
    roadmaps,
    endpoint: collectorEndpoint(),
  };
}

/** The metric names that the app's team has set. */
export async function metricNames(actor: Actor, slug: string): Promise<MetricNamesInput> {
  const { app } = await openApp(actor, slug, 'appView');
  return (app.metricNames ?? {}) as MetricNamesInput;
}
