/** What the pages that set an app up need to know beside the app itself. */
import { catalogue } from '@/catalogue/index';
import type { Population } from '@/catalogue/types';
import { settings } from '@/config/settings';
import { openApp, openTeam } from '../authorise';
import type { MetricNamesInput } from '../inputs/inputs';
import { resources } from '../resources';
import { roadmaps } from '../roadmaps';
import { mayInTeam } from '../roles';
import { viewer } from '../viewer';
import type { Actor } from '../views/views';

export interface RoadmapChoice {
  id: string;
  title: string;
  summary: string;
  /** The population its document counts, and whether that is our reading. */
  loadUnit: Population;
  ourReading: boolean;
  /** Whether it says what any of its phases costs. */
  priced: boolean;
  phases: { title: string; from: number; to: number | null }[];
}

export interface ConnectView {
  /** Teams in which the actor may register apps. */
  teams: { slug: string; name: string }[];
  roadmaps: RoadmapChoice[];
  /** Where telemetry goes, as an SDK wants it: without /v1/metrics. */
  endpoint: string;
  /** The same over gRPC. */
  grpcEndpoint: string;
}

/** The collector's addresses as seen from outside: the public host with the collector's ports. */
function collectorEndpoints(): { endpoint: string; grpcEndpoint: string } {
  const { url, collectorPort, grpcPort } = settings();
  const host = `${new URL(url).protocol}//${new URL(url).hostname}`;
  return { endpoint: `${host}:${collectorPort}`, grpcEndpoint: `${host}:${grpcPort}` };
}

/** The choices on "Connect an app". */
export async function connectView(actor: Actor): Promise<ConnectView> {
  const { teams } = await viewer(actor);
  const { builtIn, own } = await roadmaps(actor);
  const choices = [...own, ...builtIn].map(({ roadmap: { id, title, summary, loadUnit, loadUnitSays, phases } }) => ({
    id,
    title,
    summary,
    loadUnit,
    ourReading: loadUnitSays.ourReading,
    priced: phases.some((phase) => phase.costs.length > 0),
    phases: phases.map((phase) => ({ title: phase.title, from: phase.from, to: phase.to })),
  }));
  return {
    teams: teams.filter(({ role }) => mayInTeam(role, 'createApp')).map(({ slug, name }) => ({ slug, name })),
    roadmaps: choices,
    ...collectorEndpoints(),
  };
}

/** What an app of this team can follow: the team's own roadmaps with all their versions, and the built-in ones. */
export async function roadmapOptions(actor: Actor, teamSlug: string) {
  const { team } = await openTeam(actor, teamSlug, 'overview');
  const rows = await resources().prisma.teamRoadmap.findMany({
    where: { teamId: team.id },
    include: { versions: { select: { number: true }, orderBy: { number: 'desc' } } },
    orderBy: { id: 'asc' },
  });
  const { builtIn, own } = await roadmaps(actor);
  const titles = new Map(own.map(({ roadmap }) => [roadmap.id, roadmap.title]));
  return [
    ...rows.map(({ slug, versions }) => ({
      id: slug,
      title: titles.get(slug) ?? slug,
      versions: versions.map(({ number }) => number),
      own: true,
    })),
    ...builtIn.map(({ roadmap: { id, title, version } }) => ({ id, title, versions: [version], own: false })),
  ];
}

/** The metric names that the app's team has set. */
export async function metricNames(actor: Actor, slug: string): Promise<MetricNamesInput> {
  const { app } = await openApp(actor, slug, 'appView');
  return (app.metricNames ?? {}) as MetricNamesInput;
}

export interface PlanChoice {
  id: string;
  provider: string;
  /** "Standard, 1 vCPU, 2 GiB, $25 a month". */
  label: string;
}

const CACHE = /redis|memcached|elasticache|memorystore|valkey/i;
const DATABASE = /postgres|rds|aurora|mongo|sql|cluster/i;
const HOURS_A_MONTH = 730;

/** Plans that a deployment can name: web instances and databases, by provider, cheapest first. */
export function planChoices(): { web: PlanChoice[]; database: PlanChoice[] } {
  const machines = [...catalogue().prices.values()]
    .filter(
      ({ service, plan, unit, vcpu, memoryGib }) =>
        (vcpu !== null || memoryGib !== null) &&
        /instance|cluster|node|^month/.test(unit) &&
        !CACHE.test(`${service} ${plan}`),
    )
    .map((price) => ({ price, monthly: Number(price.price) * (price.unit.endsWith('hour') ? HOURS_A_MONTH : 1) }))
    .sort((a, b) => a.price.provider.localeCompare(b.price.provider) || a.monthly - b.monthly);
  const choices = machines.map(({ price, monthly }) => ({
    id: price.id,
    provider: price.provider,
    isDatabase: DATABASE.test(price.service),
    label: [
      `${price.service} ${price.plan}`,
      price.vcpu === null ? '' : `${price.vcpu} vCPU`,
      price.memoryGib === null ? '' : `${price.memoryGib} GiB`,
      `$${Math.round(monthly).toLocaleString('en-US')} a month`,
    ]
      .filter(Boolean)
      .join(', '),
  }));
  const pick = (database: boolean) =>
    choices
      .filter(({ isDatabase }) => isDatabase === database)
      .map(({ id, provider, label }) => ({ id, provider, label }));
  return { web: pick(false), database: pick(true) };
}
