/** Roadmaps for people to read: all side by side, one with its versions, and what changed between two of them. */
import { monthlyPrice } from '@/advisor/estimate/book';
import { US_DOLLARS } from '@/advisor/estimate/money';
import { catalogue, diffRoadmaps, diffText, readRoadmapText } from '@/catalogue/index';
import type { Roadmap } from '@/catalogue/types';
import type { RoadmapVersion } from '@/prisma/generated/client';
import { openTeam, requireSignedIn } from '../authorise';
import { ServiceError } from '../errors';
import { stepsOf } from '../evaluate/facts';
import { parse } from '../inputs/inputs';
import { resources } from '../resources';
import { mayInTeam, type Verb } from '../roles';
import { viewer } from '../viewer';
import type { Actor, Role } from '../views/views';
import { type DiffInput, diffInput, draftInput } from './inputs';
import { openRoadmap, problemsOf, teamSignals, versionOf } from './scope';
import type {
  DraftProblem,
  ListPrice,
  RoadmapDiffView,
  RoadmapListItem,
  RoadmapsView,
  RoadmapVersionView,
  RoadmapView,
} from './views';

/** Built-in roadmaps, those of the asker's teams (newest versions), and which of their apps follow which. */
export async function roadmaps(actor: Actor): Promise<RoadmapsView> {
  const teams = await teamsOf(actor, 'roadmaps');
  const apps = await appsOf(teams.map(({ slug }) => slug));
  const rows = await resources().prisma.teamRoadmap.findMany({
    where: { team: { slug: { in: teams.map(({ slug }) => slug) } } },
    include: { team: true, versions: { orderBy: { number: 'desc' }, take: 1 } },
    orderBy: { id: 'asc' },
  });
  const own = rows.flatMap(({ id, slug, team, versions: [newest] }): RoadmapListItem[] => {
    const roadmap = newest ? readRoadmapText(newest.text) : null;
    if (!newest || !roadmap) return [];
    const following = apps.filter(({ own }) => own?.roadmapId === id).map(appOf);
    return [{ roadmap: { ...roadmap, id: slug }, team: nameOf(team), version: newest.number, apps: following }];
  });
  const builtIn = [...catalogue().roadmaps.values()].map((roadmap): RoadmapListItem => {
    const following = apps.filter((app) => app.own === null && app.roadmapId === roadmap.id).map(appOf);
    return { roadmap, team: null, version: roadmap.version, apps: following };
  });
  const all = [...builtIn, ...own].map(({ roadmap }) => roadmap);
  const editable = teams.filter(({ role }) => mayInTeam(role, 'createRoadmap')).map(nameOf);
  return { builtIn, own, signals: catalogue().signals, prices: pricesOf(all), editable };
}

/** Of a token the one that it is good for, whatever others its person is in. */
async function teamsOf(actor: Actor, verb: Verb): Promise<{ slug: string; name: string; role: Role }[]> {
  requireSignedIn(actor, verb);
  if (actor.kind === 'system' || !actor.grant) return (await viewer(actor)).teams;
  const { team, role } = await openTeam(actor, undefined, verb);
  return [{ ...nameOf(team), role }];
}

/** One roadmap; of a team's own the version of this number, or the newest. */
export async function roadmapView(actor: Actor, id: string, number: number | null = null): Promise<RoadmapView> {
  const known = await roadmaps(actor);
  const builtIn = known.builtIn.find(({ roadmap }) => roadmap.id === id);
  const { signals, editable } = known;
  if (builtIn !== undefined) {
    return {
      ...builtIn,
      signals,
      editable,
      prices: pricesOf([builtIn.roadmap]),
      steps: stepsOf(builtIn.roadmap),
      text: catalogue().roadmapTexts.get(id) ?? '',
      forkedFrom: null,
      versions: [],
      mayEdit: false,
      mayRemove: false,
    };
  }
  const scope = await openRoadmap(actor, id, 'roadmapView');
  const version = await versionOf(scope, number);
  const roadmap = readable(version);
  const { own, team, role } = scope;
  return {
    roadmap,
    team: nameOf(team),
    version: version.number,
    apps: known.own.find((item) => item.roadmap.id === id)?.apps ?? [],
    signals,
    editable,
    prices: pricesOf([roadmap]),
    steps: stepsOf(roadmap),
    text: version.text,
    forkedFrom: own.forkedFrom,
    versions: await versionsOf(own.id, own.teamId),
    mayEdit: mayInTeam(role, 'saveRoadmap'),
    mayRemove: mayInTeam(role, 'removeRoadmap'),
  };
}

/** What changed from one version to another. */
export async function roadmapDiff(actor: Actor, slug: string, given: DiffInput): Promise<RoadmapDiffView> {
  const scope = await openRoadmap(actor, slug, 'roadmapDiff');
  const input = parse(diffInput, given);
  const [from, to] = await Promise.all([versionOf(scope, input.from), versionOf(scope, input.to)]);
  const [before, after] = [readable(from), readable(to)];
  const versions = await versionsOf(scope.own.id, scope.own.teamId);
  const viewOf = ({ number }: RoadmapVersion) => versions.find((it) => it.number === number) as RoadmapVersionView;
  return {
    slug,
    title: after.title,
    from: viewOf(from),
    to: viewOf(to),
    changes: diffRoadmaps(before, after),
    lines: diffText(from.text, to.text),
  };
}

/** Every mistake of a draft with its place, while it is typed. Keeps nothing. */
export async function checkRoadmap(actor: Actor, text: string): Promise<DraftProblem[]> {
  const teams = await teamsOf(actor, 'checkRoadmap');
  const own = await teamSignals({ team: { slug: { in: teams.map(({ slug }) => slug) } } });
  return problemsOf(parse(draftInput, { text }).text, own);
}

async function appsOf(teamSlugs: string[]) {
  const rows = await resources().prisma.app.findMany({
    where: { team: { slug: { in: teamSlugs } }, deletedAt: null },
    select: {
      slug: true,
      name: true,
      roadmapId: true,
      roadmapVersion: true,
      ownRoadmap: { select: { roadmapId: true } },
    },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ ownRoadmap, ...app }) => ({ ...app, own: ownRoadmap }));
}

async function versionsOf(roadmapId: bigint, teamId: bigint): Promise<RoadmapVersionView[]> {
  const { prisma } = resources();
  const rows = await prisma.roadmapVersion.findMany({
    where: { roadmapId, teamId },
    select: { number: true, note: true, createdBy: true, createdAt: true },
    orderBy: { number: 'desc' },
  });
  const ids = [...new Set(rows.flatMap(({ createdBy }) => createdBy ?? []))];
  const people = new Map((await prisma.user.findMany({ where: { id: { in: ids } } })).map((user) => [user.id, user]));
  return rows.map(({ number, note, createdBy, createdAt }) => {
    const user = createdBy === null ? undefined : people.get(createdBy);
    return { number, note, by: user ? (user.name ?? user.email) : null, createdAt: createdAt.getTime() };
  });
}

/** @throws ServiceError `unavailable` where a later release has become stricter than what was kept. */
function readable({ text, number }: RoadmapVersion): Roadmap {
  const roadmap = readRoadmapText(text);
  if (roadmap !== null) return roadmap;
  const message = `Version ${number} of this roadmap cannot be read by this release of Headroom.`;
  throw new ServiceError({ code: 'unavailable', message, fix: 'Open another version, or save a mended one.' });
}

const nameOf = ({ slug, name }: { slug: string; name: string }) => ({ slug, name });
const appOf = ({ slug, name, roadmapVersion }: { slug: string; name: string; roadmapVersion: number }) => ({
  slug,
  name,
  version: roadmapVersion,
});

function pricesOf(all: Roadmap[]): Record<string, ListPrice> {
  const named = all.flatMap(({ phases }) => phases.flatMap(({ bill }) => bill.flatMap(({ priceId }) => priceId ?? [])));
  return Object.fromEntries(
    [...new Set(named)].flatMap((id) => {
      const price = catalogue().prices.get(id);
      if (!price) return [];
      const { provider, service, plan, date, source } = price;
      // Documents speak US dollars, so that is what theirs is compared with.
      const month = monthlyPrice(price, US_DOLLARS);
      const monthlyCents = month === null ? null : Math.round(month * 100);
      return [[id, { plan: `${provider} ${service} ${plan}`, monthlyCents, date, source }]];
    }),
  );
}
