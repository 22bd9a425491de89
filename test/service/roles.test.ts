import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue } from '@/catalogue/index';
import * as service from '@/service';
import { evaluateApp } from '@/service/evaluate/evaluate';
import * as query from '@/service/query';
import { roles, type Verb } from '@/service/roles';
import type { Actor, Role } from '@/service/views/views';
import { internSeries } from '@/store';
import type { TestDatabase } from '../support/database';
import { notificationCalls } from './hook';
import { custom, HOST, identity, installed, mailBy, person, ROADMAP, serviceDatabase, signedIn } from './people';
import { dashboardCalls } from './roles-dashboards';
import { CORP, peopleCalls } from './roles-people';

const nowAt = Date.UTC(2026, 4, 20, 12);
const ranks: Role[] = ['viewer', 'editor', 'manager', 'admin'];
let database: TestDatabase;
let slug: string;
let tokenId: number;
let readTokenId: number;
let targetId: number;
const dataDir = mkdtempSync(join(tmpdir(), 'headroom-roles-'));
let reportId: string;
let shareId: number;
let crossingId: number;
let ownRoadmap: string;
let port = 20_000;
let dashboardId: string;
const actors = new Map<Role | 'stranger', Actor>();

beforeAll(async () => {
  database = await serviceDatabase({
    now: () => nowAt,
    listenUrl: () => database.url,
    mail: () => mailBy(null),
    signIn: () => ({ providers: [CORP], signInDomains: [] }),
    installation: () => installed(dataDir),
  });
  for (const role of ranks) actors.set(role, await signedIn(database.prisma, `${role}@example.org`, 'shop', role));
  await person(database.prisma, 'second-admin@example.org', 'shop', 'admin');
  const stranger = await signedIn(database.prisma, 'stranger@example.org', 'elsewhere', 'admin');
  actors.set('stranger', { ...stranger, operator: true } as Actor);
  ({ slug } = await service.createApp(HOST, { teamSlug: 'shop', name: 'Checkout', roadmapId: ROADMAP }));
  const { id } = await database.prisma.app.findUniqueOrThrow({ where: { slug } });
  await evaluateApp(Number(id), nowAt);
  tokenId = (await service.tokens(HOST, slug))[0]?.id ?? 0;
  readTokenId = (await query.newReadToken(HOST, slug)).id;
  targetId = (await service.addTarget(HOST, slug, { url: 'http://127.0.0.1:9100/metrics' })).id;
  ownRoadmap = (await service.createRoadmap(HOST, 'shop', { text: builtIn() })).slug;
  dashboardId = (await service.createDashboard(HOST, 'shop', { name: 'Ours' })).id;
  reportId = (await service.makeReport(HOST, slug)).id;
  await service.shareReport(HOST, reportId);
  shareId = (await service.shares(HOST, reportId))[0]?.id ?? 0;
  await internSeries(database.pool, Number(id), [identity('shop.orders')]);
  const at = new Date(nowAt - 3 * 86_400_000);
  const facts = { thresholdId: 'sockets', signal: 'sockets.open', limit: 1, holdMinutes: 5, overMinutes: 9 };
  const row = { appId: id, ...facts, openedAt: at, closedAt: new Date(at.getTime() + 3_600_000), state: 'recovered' };
  crossingId = Number((await database.prisma.crossing.create({ data: { ...row, worstValue: 2, worstAt: at } })).id);
});
afterAll(async () => {
  rmSync(dataDir, { recursive: true });
  await database.close();
});

const builtIn = () => catalogue().roadmapTexts.get(ROADMAP) ?? '';
const step = () => [...catalogue().steps.keys()][0] ?? '';

/** Every use-case once, with input that is right. */
const calls: Record<Verb, (actor: Actor) => Promise<unknown>> = {
  overview: (actor) => service.overview(actor, 'shop'),
  appView: (actor) => service.appView(actor, slug),
  phaseView: (actor) => service.phaseView(actor, slug, '1'),
  costsView: (actor) => service.costsView(actor, slug, { multiple: 5 }),
  signalsView: (actor) => service.signalsView(actor, slug),
  chart: (actor) => service.chart(actor, slug, { signals: ['latency.p95'], fromAt: nowAt - 3_600_000, toAt: nowAt }),
  explore: (actor) =>
    query.explore(actor, slug, { metric: 'up', value: 'last', fromAt: nowAt - 3_600_000, toAt: nowAt }),
  metrics: (actor) => query.metrics(actor, slug),
  ...dashboardCalls(() => ({ app: slug, id: dashboardId })),
  deploymentMarks: (actor) => service.deploymentMarks(actor, slug, { fromAt: nowAt - 3_600_000, toAt: nowAt }),
  readTokens: (actor) => query.readTokens(actor, slug),
  newReadToken: (actor) => query.newReadToken(actor, slug, { label: 'grafana' }),
  revokeReadToken: (actor) => query.revokeReadToken(actor, slug, readTokenId),
  live: async (actor) => (await service.watchApp(actor, slug, () => {})).stop(),
  retention: (actor) => service.retention(actor, slug),
  firstData: (actor) => service.firstData(actor, slug),
  reportView: (actor) => service.reportView(actor, reportId),
  viewer: (actor) => service.viewer(actor),
  status: (actor) => service.status(actor),
  installation: async (actor) => void service.installation(actor),
  checklistView: (actor) => service.checklistView(actor, slug),
  exportChecklist: (actor) => service.exportChecklist(actor, slug, 'jira'),
  noteStep: (actor) => service.noteStep(actor, slug, step(), { owner: 'Ada', link: 'https://tracker.example.org/1' }),
  setQuantity: (actor) =>
    service.setQuantity(actor, slug, { lineId: 'compute', formula: 'max(2, instances)', reason: 'two regions' }),
  setOwnPrice: (actor) =>
    service.setOwnPrice(actor, slug, { priceId: 'render-web-standard', price: '18.50', currency: 'USD' }),
  setMoney: (actor) => service.setMoney(actor, slug, { currency: 'EUR', perUsd: '0.92' }),
  tickStep: (actor) => service.tickStep(actor, slug, step(), { status: 'done' }),
  makeReport: (actor) => service.makeReport(actor, slug),
  makeTeamReport: (actor) => service.makeTeamReport(actor, 'shop'),
  reports: (actor) => service.reports(actor, { team: 'shop' }),
  reportFile: (actor) => service.reportFile(actor, reportId, { format: 'json' }),
  shares: (actor) => service.shares(actor, reportId),
  shareReport: (actor) => service.shareReport(actor, reportId, { days: 1 }),
  withdrawShare: (actor) => service.withdrawShare(actor, reportId, shareId),
  scheduleReport: (actor) => service.scheduleReport(actor, { app: slug }, { every: 'weekly', day: 1, hour: 8 }),
  removeSchedule: async (actor) => {
    const { id } = await service.scheduleReport(HOST, { team: 'shop' }, { every: 'monthly', day: 1, hour: 8 });
    await service.removeSchedule(actor, { team: 'shop' }, id);
  },
  setPopulation: (actor) => service.setPopulation(actor, slug, 'daily'),
  setDeployment: (actor) => service.setDeployment(actor, slug, { instances: { min: 1, max: 4 } }),
  setMetricNames: (actor) => service.setMetricNames(actor, slug, { users: 'shop.users' }),
  setLoadRatio: (actor) => service.setLoadRatio(actor, slug, { concurrentPerDaily: 0.1 }),
  setOverride: (actor) => service.setOverride(actor, slug, { thresholdId: 'sockets', limit: 5_000, reason: 'ours' }),
  removeOverride: (actor) => service.removeOverride(actor, slug, 'sockets'),
  muteThreshold: (actor) =>
    service.muteThreshold(actor, slug, { thresholdId: 'sockets', minutes: 60, reason: 'load test' }),
  unmuteThreshold: (actor) => service.unmuteThreshold(actor, slug, 'sockets'),
  crossingsView: (actor) => service.crossingsView(actor, slug),
  noteCrossing: (actor) => service.noteCrossing(actor, slug, { crossing: crossingId, text: 'a batch import' }),
  previewCustomSignal: (actor) => service.previewCustomSignal(actor, slug, custom),
  saveCustomSignal: (actor) => service.saveCustomSignal(actor, slug, custom),
  removeCustomSignal: (actor) => service.removeCustomSignal(actor, slug, 'orders.rate'),
  setEvidenceWindow: (actor) => service.setEvidenceWindow(actor, slug, 60),
  roadmaps: (actor) => service.roadmaps(actor),
  checkRoadmap: (actor) => service.checkRoadmap(actor, 'id: x'),
  roadmapView: (actor) => service.roadmapView(actor, ownRoadmap),
  roadmapDiff: (actor) => service.roadmapDiff(actor, ownRoadmap, { from: 1, to: 1 }),
  createRoadmap: (actor) => service.createRoadmap(actor, 'shop', { text: builtIn() }),
  saveRoadmap: async (actor) => {
    const { version, text } = await service.roadmapView(HOST, ownRoadmap);
    return service.saveRoadmap(actor, ownRoadmap, { text: `${text}# ${version}\n`, basedOn: version });
  },
  previewRoadmap: (actor) => service.previewRoadmap(actor, slug, builtIn()),
  setRoadmap: (actor) => service.setRoadmap(actor, slug, { roadmapId: ROADMAP }),
  removeRoadmap: async (actor) => {
    const made = await service.createRoadmap(HOST, 'shop', { text: builtIn() });
    return service.removeRoadmap(actor, made.slug, made.slug);
  },
  appLimits: (actor) => service.appLimits(actor, slug),
  setLimits: (actor) => service.setLimits(actor, slug, { activeSeries: 500 }),
  targets: (actor) => service.targets(actor, slug),
  testTarget: (actor) => service.testTarget(actor, slug, targetId),
  addTarget: (actor) => service.addTarget(actor, slug, { url: `http://127.0.0.1:${port++}/metrics` }),
  pauseTarget: (actor) => service.pauseTarget(actor, slug, targetId, true),
  removeTarget: async (actor) => {
    const { id } = await database.prisma.scrapeTarget.create({
      data: {
        appId: (await database.prisma.app.findUniqueOrThrow({ where: { slug } })).id,
        url: `http://127.0.0.1:${port++}/`,
        intervalSeconds: 15,
        timeoutSeconds: 10,
      },
    });
    await service.removeTarget(actor, slug, Number(id));
  },
  createApp: (actor) => service.createApp(actor, { teamSlug: 'shop', name: 'Another', roadmapId: ROADMAP }),
  tokens: (actor) => service.tokens(actor, slug),
  newToken: (actor) => service.newToken(actor, slug, { label: 'second' }),
  revokeToken: (actor) => service.revokeToken(actor, slug, tokenId),
  setRetention: (actor) => service.setRetention(actor, slug, { minutesDays: 7, hoursDays: null }),
  apiTokens: (actor) => service.apiTokens(actor, 'shop'),
  newApiToken: (actor) => service.newApiToken(actor, 'shop', { label: 'pipeline', scopes: ['read'] }),
  revokeApiToken: async (actor) => {
    const userId = actor.kind === 'user' ? actor.userId : null;
    const made = { label: 'short-lived', hint: 'hra_', scopes: ['read'], userId, hash: randomBytes(32) };
    const { teamId } = await database.prisma.app.findUniqueOrThrow({ where: { slug } });
    const { id } = await database.prisma.apiToken.create({ data: { ...made, teamId } });
    return service.revokeApiToken(actor, 'shop', Number(id));
  },
  markDeployment: (actor) => service.markDeployment(actor, slug, { version: '2.4.1' }),
  badge: (actor) => service.badge(actor, slug),
  rotateBadge: (actor) => service.rotateBadge(actor, slug),
  ...peopleCalls(() => database, actors),
  ...notificationCalls(() => database, nowAt),
  deleteApp: async (actor) => {
    const made = await service.createApp(HOST, { teamSlug: 'shop', name: 'Short-lived', roadmapId: ROADMAP });
    return service.deleteApp(actor, made.slug, 'Short-lived');
  },
};

const codeOf = (asked: Promise<unknown>) =>
  asked.then(
    () => 'done',
    (error) => error.code ?? `bug: ${error.stack}`,
  );

test('every exported use-case has a line in the table of roles', () => {
  const names = Object.keys(service).filter((name) => !['ServiceError', 'isServiceError'].includes(name));
  expect(names.map((name) => (name === 'watchApp' ? 'live' : name)).sort()).toEqual(Object.keys(roles).sort());
});

test.each(Object.keys(roles) as Verb[])('%s asks for its role, and a stranger learns nothing', async (verb) => {
  const { thresholdId } = { thresholdId: 'sockets' };
  const least = roles[verb];
  for (const role of ranks) {
    if (verb === 'unmuteThreshold')
      await service.muteThreshold(HOST, slug, { thresholdId, minutes: 60, reason: 'load test' });
    if (verb === 'removeCustomSignal') await service.saveCustomSignal(HOST, slug, custom);
    if (verb === 'removeOverride') await service.setOverride(HOST, slug, { thresholdId, limit: 1, reason: 'x' });
    const may = least !== 'operator' && (least === 'signed-in' || ranks.indexOf(role) >= ranks.indexOf(least as Role));
    expect([role, await codeOf(calls[verb](actors.get(role) as Actor))]).toEqual([role, may ? 'done' : 'forbidden']);
  }
  const stranger = await codeOf(calls[verb](actors.get('stranger') as Actor));
  // The stranger is an operator: these need no team.
  const teamless = least === 'signed-in' || verb === 'createTeam' || verb === 'installation';
  expect(stranger).toBe(teamless ? 'done' : 'not-found');
  expect(await codeOf(calls[verb]({ kind: 'system', name: 'worker' }))).not.toBe('done');
});

test('limits are an operator’s to set: not an admin’s, and not in a team that is not theirs', async () => {
  const admin = actors.get('admin') as Actor;
  const set = (actor: Actor) => codeOf(service.setLimits(actor, slug, { activeSeries: 777, bodyBytes: 1_048_576 }));
  expect(await set(admin)).toBe('forbidden');
  expect(await set(actors.get('stranger') as Actor)).toBe('not-found');
  expect(await set({ ...admin, operator: true } as Actor)).toBe('done');
  const { lines, mayEdit } = await service.appLimits(admin, slug);
  expect(mayEdit).toBe(false);
  expect(lines.filter(({ own }) => own)).toEqual([
    { limit: 'activeSeries', value: 777, installation: 10_000, own: true, now: 0 },
    { limit: 'bodyBytes', value: 1_048_576, installation: 67_108_864, own: true, now: null },
  ]);
  expect(await database.prisma.auditEntry.findFirst({ orderBy: { id: 'desc' } })).toMatchObject({
    action: 'setLimits',
    details: { to: { activeSeries: 777, bodyBytes: 1_048_576 } },
  });
  expect(await codeOf(service.setLimits(HOST, slug, { activeSeries: 0 }))).toBe('invalid');
});

test('a browser token names its origins, as browsers send them', async () => {
  const make = (origins: string[]) => service.newToken(HOST, slug, { kind: 'browser', origins });
  await make(['https://Shop.example.com/', 'http://localhost:5173']);
  expect((await service.tokens(HOST, slug))[0]).toMatchObject({
    kind: 'browser',
    origins: ['https://shop.example.com', 'http://localhost:5173'],
  });
  for (const origins of [
    [],
    ['*'],
    ['shop.example.com'],
    ['https://shop.example.com/path'],
    ['https://u@shop.example'],
  ])
    expect(await codeOf(make(origins))).toBe('invalid');
});

test('a foreign app and an app that does not exist are told in the same words', async () => {
  const words = (asked: Promise<unknown>) => asked.then(String, (error) => error.toJSON());
  const stranger = actors.get('stranger') as Actor;
  expect(await words(service.appView(stranger, slug))).toEqual(await words(service.appView(stranger, 'no-such-app')));
  expect(await words(service.reportView(stranger, reportId))).toEqual(
    await words(service.reportView(stranger, 'no-such')),
  );
});

test('a team page lists its own apps only, and another team’s token cannot be revoked', async () => {
  const stranger = actors.get('stranger') as Actor;
  const mine = await service.createApp(stranger, { name: 'Elsewhere app', roadmapId: ROADMAP });
  expect((await service.overview(stranger)).apps.map((app) => app.slug)).toEqual([mine.slug]);
  expect(await codeOf(service.revokeToken(stranger, mine.slug, tokenId))).toBe('not-found');
});

test('a deleted app is not found by its own admin', async () => {
  const admin = actors.get('admin') as Actor;
  const { slug: gone } = await service.createApp(admin, { teamSlug: 'shop', name: 'Gone', roadmapId: ROADMAP });
  await database.prisma.app.update({ where: { slug: gone }, data: { deletedAt: new Date(nowAt) } });
  expect(await codeOf(service.appView(admin, gone))).toBe('not-found');
});

test('every write leaves a line in the audit with who, what and where from', async () => {
  await service.setPopulation(actors.get('editor') as Actor, slug, 'concurrent');
  const entry = await database.prisma.auditEntry.findFirst({ orderBy: { id: 'desc' } });
  expect(entry).toMatchObject({ action: 'setPopulation', details: { to: 'concurrent' }, address: '192.0.2.9' });
  expect(entry?.actor).toMatch(/^user:\d+$/);
});

test('no token and no secret stands in the audit', async () => {
  const { token } = await service.newToken(HOST, slug);
  const rows = await database.prisma.auditEntry.findMany();
  expect(JSON.stringify(rows.map(({ details }) => details))).not.toContain(token.slice(7));
});
