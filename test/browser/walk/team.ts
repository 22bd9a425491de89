/** A team with one of everything that has an id, each named so that an answer in which it shows is found out. */
import { randomUUID } from 'node:crypto';
import { catalogue } from '@/catalogue/index';
import * as service from '@/service';
import { evaluateApp } from '@/service/evaluate/evaluate';
import type { Actor } from '@/service/views/views';
import { internSeries } from '@/store';
import { custom, identity, person, ROADMAP } from '../../service/people';
import type { TestDatabase } from '../../support/database';

/** What stands in addresses, queries and bodies. */
export interface Ids {
  team: string;
  app: string;
  /** To be typed by who deletes it; no id. */
  appName: string;
  roadmap: string;
  dashboard: string;
  report: string;
  /** Secret of a shared report's address. */
  link: string;
  share: number;
  badge: string;
  crossing: number;
  token: number;
  readToken: number;
  apiToken: number;
  target: number;
  channel: string;
  message: number;
  schedule: number;
  invitation: number;
  /** Secret of an invitation's address. */
  join: string;
  /** Name of a holiday that begins on 24 December 2026. */
  holiday: string;
  /** A member's user id. */
  member: number;
  session: string;
  /** At a sign-in provider. */
  identity: string;
}

/** Of the same form, of nothing. */
export const UNKNOWN: Ids = {
  team: 'no-such-team',
  app: 'no-such-app',
  appName: 'no such app',
  roadmap: 'no-such-roadmap',
  dashboard: 'AAAAAAAAAAAA',
  report: 'AAAAAAAAAAAAAAAAAAAAAA',
  link: 'A'.repeat(43),
  share: 987_654_321,
  badge: `${'A'.repeat(22)}.svg`,
  crossing: 987_654_321,
  token: 987_654_321,
  readToken: 987_654_321,
  apiToken: 987_654_321,
  target: 987_654_321,
  channel: '11111111-2222-4333-8444-555555555555',
  message: 987_654_321,
  schedule: 987_654_321,
  invitation: 987_654_321,
  join: 'A'.repeat(43),
  holiday: 'unheard of',
  member: 987_654_321,
  session: '11111111-2222-4333-8444-555555555556',
  identity: 'nobody-there',
};

export type Maker = ReturnType<typeof makerOf>;

/** Makes things of a team, by its first admin; what is made is the answer's id. */
export function makerOf({ prisma, pool }: TestDatabase, of: { team: string; mark: string; admin: Actor }) {
  const { team, mark, admin } = of;
  let made = 0;
  const named = (what: string) => `${mark} ${what} ${++made}`;
  const teamRow = () => prisma.team.findUniqueOrThrow({ where: { slug: team } });
  const appRow = (app: string) => prisma.app.findUniqueOrThrow({ where: { slug: app } });
  const text = () =>
    (catalogue().roadmapTexts.get(ROADMAP) ?? '').replace(/^title: .*$/m, `title: ${named('roadmap')}`);
  const roadmaps: string[] = [];
  /** A team keeps so many: the oldest of those that were made for one call goes. */
  const roadmap = async () => {
    const { slug } = await service.createRoadmap(admin, team, { text: text() });
    roadmaps.push(slug);
    const [old] = roadmaps.length > 10 ? roadmaps.splice(1, 1) : [];
    if (old !== undefined) await prisma.teamRoadmap.deleteMany({ where: { slug: old } });
    return slug;
  };
  const last = async <T>(rows: Promise<T[]>) => (await rows)[0] as T;
  return {
    mark,
    app: async () => {
      const appName = named('app');
      const facts = { teamSlug: team, name: appName, roadmapId: ROADMAP, population: 'daily' } as const;
      return { app: (await service.createApp(admin, facts)).slug, appName };
    },
    roadmap,
    /** One with two versions. */
    versions: async () => {
      const slug = await roadmap();
      const changed = `${text().replace(`id: ${ROADMAP}`, `id: ${slug}`)}# changed\n`;
      await service.saveRoadmap(admin, slug, { text: changed, basedOn: 1 });
      return slug;
    },
    dashboard: async () => (await service.createDashboard(admin, team, { name: named('dashboard') })).id,
    report: async (app: string) => (await service.makeReport(admin, app)).id,
    link: async (report: string) => (await service.shareReport(admin, report)).url.split('/').at(-1) ?? '',
    share: async (report: string) => (await last(service.shares(admin, report))).id,
    badge: async (app: string) => (await service.rotateBadge(admin, app)).path?.split('/').at(-1) ?? '',
    token: async (app: string) => (await service.newToken(admin, app, { label: named('token') })).id,
    readToken: async (app: string) => (await service.newReadToken(admin, app, { label: named('read token') })).id,
    apiToken: async (userId?: number) => {
      const { id } = await teamRow();
      const row = { teamId: id, userId: userId ?? null, hash: crypto.getRandomValues(new Uint8Array(32)) };
      const data = { ...row, hint: 'hra_', label: named('API token'), scopes: ['read'] };
      return Number((await prisma.apiToken.create({ data })).id);
    },
    target: async (app: string) => {
      const data = { appId: (await appRow(app)).id, url: `http://192.0.2.1/${mark}-${++made}`, intervalSeconds: 60 };
      // Paused: nothing is asked for it while the walk goes on.
      return Number((await prisma.scrapeTarget.create({ data: { ...data, timeoutSeconds: 10, enabled: false } })).id);
    },
    crossing: async (app: string) => {
      const at = new Date(Date.now() - 3 * 86_400_000);
      const facts = { thresholdId: 'sockets', signal: 'sockets.open', limit: 1, holdMinutes: 5, overMinutes: 9 };
      const data = { appId: (await appRow(app)).id, ...facts, openedAt: at, worstValue: 2, worstAt: at };
      const closedAt = new Date(at.getTime() + 3_600_000);
      const { id } = await prisma.crossing.create({ data: { ...data, closedAt, state: 'recovered' } });
      await service.noteCrossing(admin, app, { crossing: Number(id), text: named('note') });
      return Number(id);
    },
    channel: async () => {
      const { id: teamId } = await teamRow();
      const data = { id: randomUUID(), teamId, kind: 'email', name: named('channel'), target: `${mark}@example.org` };
      return (await prisma.notificationChannel.create({ data: { ...data, events: ['crossing.opened'] } })).id;
    },
    message: async (channelId: string) => {
      const at = new Date();
      const data = { channelId, state: 'failed', dueAt: at, createdAt: at, lastError: named('error') };
      return Number((await prisma.notificationMessage.create({ data })).id);
    },
    schedule: async (app: string) =>
      (await service.scheduleReport(admin, { app }, { every: 'weekly', day: 1, hour: 8 })).id,
    invitation: async () => {
      const { id, url } = await service.invite(admin, team, { role: 'viewer' });
      return { invitation: id, join: new URL(url).searchParams.get('link') ?? '' };
    },
    holiday: async () => {
      const name = named('launch');
      await service.addHolidays(admin, team, { holidays: [{ name, from: '2026-12-24' }] });
      return name;
    },
    member: async () => {
      const who = await person(prisma, `${mark}-member-${++made}@example.org`, team, 'viewer');
      return (who as Extract<Actor, { kind: 'user' }>).userId;
    },
    session: async (userId: number) => {
      const at = Date.now();
      const times = { createdAt: new Date(at), expiresAt: new Date(at + 86_400_000), lastUsedAt: new Date(at) };
      const data = { id: randomUUID(), userId, ...times, address: '192.0.2.1', userAgent: `${mark} browser` };
      return (await prisma.session.create({ data })).id;
    },
    /** One of two, so that it is not the last way in. */
    identity: async (userId: number) => {
      const subjects = [randomUUID(), randomUUID()];
      const data = subjects.map((subject) => ({ provider: 'github', subject, userId, email: 'somebody@example.org' }));
      await prisma.identity.createMany({ data });
      return subjects[0] ?? '';
    },
    mute: async (app: string) => {
      await service.muteThreshold(admin, app, { thresholdId: 'sockets', minutes: 600, reason: named('reason') });
      return {};
    },
    override: async (app: string) => {
      await service.setOverride(admin, app, { thresholdId: 'sockets', limit: 5_000, reason: named('reason') });
      return {};
    },
    signal: async (app: string, given: Parameters<typeof service.saveCustomSignal>[2]) => {
      await service.saveCustomSignal(admin, app, given);
      return {};
    },
    /** What no address names: it shows on pages. */
    furnish: async (app: string, dashboard: string) => {
      const { id } = await appRow(app);
      await internSeries(pool, Number(id), [identity('shop.orders'), identity(`${mark}.orders`)]);
      const step = [...catalogue().steps.keys()][0] ?? '';
      await service.noteStep(admin, app, step, { owner: named('owner'), comment: named('comment') });
      await service.muteThreshold(admin, app, { thresholdId: 'cpu', minutes: 600, reason: named('reason') });
      await service.saveCustomSignal(admin, app, { ...custom, title: named('signal') });
      await service.markDeployment(admin, app, { version: named('version') });
      await service.setMetricNames(admin, app, { users: `${mark}.users` });
      await service.setOwnPrice(admin, app, { priceId: 'render-web-standard', price: '18.50', currency: 'USD' });
      const question = {
        metric: `${mark}.orders`,
        value: 'rate' as const,
        filters: [],
        groupBy: [],
        across: 'sum' as const,
      };
      await service.addPanel(admin, dashboard, { app, title: named('panel'), question });
      await evaluateApp(Number(id), Date.now());
    },
  };
}

/** One of everything. */
export async function everythingOf(make: Maker, team: string): Promise<Ids> {
  const { app, appName } = await make.app();
  const dashboard = await make.dashboard();
  await make.furnish(app, dashboard);
  const report = await make.report(app);
  const channel = await make.channel();
  const member = await make.member();
  return {
    team,
    app,
    appName,
    dashboard,
    report,
    channel,
    member,
    roadmap: await make.roadmap(),
    link: await make.link(report),
    share: await make.share(report),
    badge: await make.badge(app),
    crossing: await make.crossing(app),
    token: await make.token(app),
    readToken: await make.readToken(app),
    apiToken: await make.apiToken(),
    target: await make.target(app),
    message: await make.message(channel),
    schedule: await make.schedule(app),
    ...(await make.invitation()),
    holiday: await make.holiday(),
    session: await make.session(member),
    identity: await make.identity(member),
  };
}
