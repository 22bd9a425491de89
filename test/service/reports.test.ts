import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS } from '@/advisor/types';
import { catalogue } from '@/catalogue/index';
import * as service from '@/service';
import { plainJson } from '@/service/json';
import { makeDueReports } from '@/service/report/schedules';
import { sharedFile, sharedReport } from '@/service/report/share';
import type { Actor } from '@/service/views/views';
import type { TestDatabase } from '../support/database';
import { reportedAdvice } from '../support/reported-advice';
import { HOST, person, ROADMAP, serviceDatabase } from './people';

/** Friday, 14:32 in New York. */
const NOW = Date.UTC(2027, 1, 5, 19, 32);
let nowAt = NOW;
let database: TestDatabase;
let slug: string;
let appId: bigint;
let admin: Actor;

beforeAll(async () => {
  // Read once, before a transaction waits for it.
  catalogue();
  database = await serviceDatabase({ now: () => nowAt });
  admin = await person(database.prisma, 'ann@example.org', 'storefront', 'admin');
  await database.prisma.team.update({ where: { slug: 'storefront' }, data: { timeZone: 'America/New_York' } });
  ({ slug } = await service.createApp(HOST, { teamSlug: 'storefront', name: 'checkout', roadmapId: ROADMAP }));
  ({ id: appId } = await database.prisma.app.findUniqueOrThrow({ where: { slug } }));
  await advise(appId);
});
afterAll(() => database.close());

async function advise(id: bigint) {
  const roadmap = catalogue().roadmaps.get(ROADMAP);
  if (!roadmap) throw new Error('no roadmap');
  const advice = plainJson(reportedAdvice(nowAt, roadmap)).value;
  const state = { computedAt: new Date(nowAt), advice, summary: {} };
  await database.prisma.appState.upsert({ where: { appId: id }, create: { appId: id, ...state }, update: state });
  const crossing = (hoursAgo: number, minutes: number, signal: string, worst: number, limit: number) => ({
    appId: id,
    thresholdId: signal,
    signal,
    limit,
    holdMinutes: 5,
    openedAt: new Date(nowAt - hoursAgo * 3_600_000),
    closedAt: new Date(nowAt - hoursAgo * 3_600_000 + minutes * 60_000),
    state: 'recovered',
    overMinutes: minutes,
    worstValue: worst,
    worstAt: new Date(nowAt - hoursAgo * 3_600_000),
    revealedAt: new Date(nowAt - hoursAgo * 3_600_000),
  });
  await database.prisma.crossing.createMany({
    data: [
      crossing(24, 84, 'latency.p95', 734, 500),
      crossing(18 * 24, 13, 'cpu.used', 86, 80),
      crossing(60 * 24, 99, 'cpu.used', 91, 80),
    ],
  });
}

const refused = (asked: Promise<unknown>): Promise<{ code?: string; field?: string }> =>
  asked.then(
    () => ({}),
    (error) => ({ code: error.code, field: error.field }),
  );
const file = async (id: string, format: string, paper?: string) =>
  (await service.reportFile(HOST, id, { format, ...(paper ? { paper } : {}) })).body;

test('a report says where the app is, what was crossed in its time, what to decide and what it was made from', async () => {
  const { id } = await service.makeReport(admin, slug);
  const report = await service.reportView(admin, id);
  expect(report).toMatchObject({ of: 'app', title: 'checkout', zone: 'America/New_York', minutesOver: 97 });
  expect(report.sentences).toHaveLength(3);
  expect(report.sentences[0]).toContain('1.7× of today');
  expect(report.crossed.map(({ signal, minutes, worst }) => [signal, minutes, worst])).toEqual([
    ['Latency p95', 84, '734 ms of 500 ms'],
    ['CPU used', 13, '86 % of 80 %'],
  ]);
  expect(report.decide[0]).toMatchObject({
    title: 'Share one connection pool per process',
    money: '$0',
    effort: '4 h',
  });
  expect(report.money.picture?.says).toBe('$342 now, $780 in Horizontal Scaling');
  expect(report.money.lines[0]).toBe('Dashed: the roadmap’s own range.');
  for (const format of ['markdown', 'json']) expect(await file(id, format)).not.toContain('Dashed');
  const made = Object.fromEntries(report.made.map(({ name, says }) => [name, says]));
  expect(made.Time).toBe('6 Jan 2027, 14:32 to 5 Feb 2027, 14:32, America/New_York (UTC−5)');
  expect(made.Roadmaps).toMatch(/version \d+$/);
  expect(made.Versions).toMatch(/^Headroom \d/);
  expect(made['Late data']).toContain('no crossing was found more than an hour late');
});

test('the load of a report carries the deployments of its weeks', async () => {
  const before = await service.makeReport(admin, slug);
  for (const [days, version] of [
    [20, 'v2.40.0'],
    [2, 'v2.41.1'],
  ] as const)
    await service.markDeployment(admin, slug, { version, at: new Date(NOW - days * DAY_MS).toISOString() });
  const after = await service.makeReport(admin, slug);
  const load = async ({ id }: { id: string }) => (await service.reportView(admin, id)).load;
  const [without, marked] = [await load(before), await load(after)];
  expect(without?.says).not.toContain('deployment');
  expect(marked?.says).toContain('; 2 deployments, the last v2.41.1 on 3 Feb');
  expect(marked?.shapes.length).toBe((without?.shapes.length ?? 0) + 2);
});

test.each(['a4', 'letter'])('an app’s report is one page of %s', async (paper) => {
  const { id } = await service.makeReport(admin, slug);
  const body = (await file(id, 'pdf', paper)) as Buffer;
  if (process.env.REPORT_SAMPLES) writeFileSync(`${process.env.REPORT_SAMPLES}/${paper}.pdf`, body);
  expect(body.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(1);
});

test('a report stays as it was sent, whatever becomes of the app', async () => {
  const { id } = await service.makeReport(admin, slug);
  const before = await service.reportView(admin, id);
  const pdf = await file(id, 'pdf');
  await database.prisma.app.update({ where: { id: appId }, data: { name: 'Renamed' } });
  await database.prisma.team.update({ where: { slug: 'storefront' }, data: { timeZone: 'Asia/Tokyo' } });
  await database.prisma.crossing.updateMany({ data: { overMinutes: 1 } });
  nowAt += 40 * DAY_MS;
  expect(await service.reportView(admin, id)).toEqual(before);
  expect(Buffer.compare((await file(id, 'pdf')) as Buffer, pdf as Buffer)).toBe(0);
  nowAt = NOW;
  await database.prisma.app.update({ where: { id: appId }, data: { name: 'checkout' } });
  await database.prisma.team.update({ where: { slug: 'storefront' }, data: { timeZone: 'America/New_York' } });
});

test('the PDF is one page of A4 (or at most two of Letter), with its fonts in it and its charts as vectors', async () => {
  const { id } = await service.makeReport(admin, slug);
  for (const [paper, box] of [
    ['a4', '[0 0 595.28 841.89]'],
    ['letter', '[0 0 612 792]'],
  ] as const) {
    const body = (await file(id, 'pdf', paper)) as Buffer;
    if (process.env.REPORT_SAMPLES) writeFileSync(`${process.env.REPORT_SAMPLES}/app-${paper}.pdf`, body);
    const text = body.toString('latin1');
    expect(text.slice(0, 5)).toBe('%PDF-');
    expect(text).toContain(`/MediaBox ${box}`);
    expect(text.match(/\/Type \/Page\b/g)?.length).toBeLessThanOrEqual(paper === 'a4' ? 1 : 2);
    expect(text).toContain('/FontFile2');
    expect(text).not.toContain('/Subtype /Image');
    expect(body.length).toBeLessThan(200_000);
  }
});

test('what tenants wrote is text in every format', async () => {
  const evil = '=HYPERLINK("http://x") [a](javascript:1) <img src=x> *b* مرحبا';
  const made = await service.createApp(HOST, { teamSlug: 'storefront', name: evil.slice(0, 80), roadmapId: ROADMAP });
  const { id: odd } = await database.prisma.app.findUniqueOrThrow({ where: { slug: made.slug } });
  await advise(odd);
  const { id } = await service.makeReport(admin, made.slug);
  const markdown = (await file(id, 'markdown')) as string;
  expect(markdown.split('\n')[0]).toBe(
    '# =HYPERLINK("http\\://x") \\[a\\](javascript:1) \\<img src=x\\> \\*b\\* مرحبا',
  );
  expect(markdown.replaceAll(/^- \[[ x]\]/gm, '')).not.toMatch(/(^|[^\\])[[<]/);
  const csv = (await file(id, 'csv')) as string;
  expect(csv).toContain(`"'=HYPERLINK(""http://x"") [a](javascript:1) <img src=x> *b* مرحبا"`);
  for (const line of csv.split('\r\n')) expect(line).not.toMatch(/(^|,)"?[=+@\t]/);
  const json = JSON.parse((await file(id, 'json')) as string);
  expect(json.title).toBe(evil.slice(0, 80));
  expect(json).not.toHaveProperty('road');
  expect(((await file(id, 'pdf')) as Buffer).length).toBeGreaterThan(10_000);
  await database.prisma.app.update({ where: { id: odd }, data: { deletedAt: new Date(nowAt) } });
  expect(await refused(service.reportView(admin, id))).toMatchObject({ code: 'not-found' });
});

test('a PDF writes names of other scripts in typefaces of its own', async () => {
  const name = 'متجر الطلبات (EU) 订单服务 주문';
  const made = await service.createApp(HOST, { teamSlug: 'storefront', name, roadmapId: ROADMAP });
  const { id: odd } = await database.prisma.app.findUniqueOrThrow({ where: { slug: made.slug } });
  await advise(odd);
  const { id } = await service.makeReport(admin, made.slug);
  const body = (await file(id, 'pdf')) as Buffer;
  if (process.env.REPORT_SAMPLES) writeFileSync(`${process.env.REPORT_SAMPLES}/scripts.pdf`, body);
  for (const font of ['NotoSansArabic', 'NotoSansSC', 'NanumGothic', 'Geist'])
    expect(body.toString('latin1')).toMatch(new RegExp(`/BaseFont /\\w+\\+${font}`));
  await database.prisma.app.update({ where: { id: odd }, data: { deletedAt: new Date(nowAt) } });
});

test('a format or a paper that there is not is refused by its name', async () => {
  const { id } = await service.makeReport(admin, slug);
  expect(await refused(service.reportFile(admin, id, { format: 'docx' }))).toEqual({
    code: 'invalid',
    field: 'format',
  });
  expect(await refused(service.reportFile(admin, id, { format: 'pdf', paper: 'a5' }))).toMatchObject({
    field: 'paper',
  });
  expect(await refused(service.makeReport(admin, slug, { days: 400 }))).toEqual({ code: 'invalid', field: 'days' });
});

test('a team’s report has every app as a row and the work and money of all', async () => {
  for (const name of ['catalogue', 'search', 'a'.repeat(80)])
    await service.createApp(HOST, { teamSlug: 'storefront', name, roadmapId: ROADMAP });
  const second = await database.prisma.app.findFirstOrThrow({ where: { name: 'search' } });
  await advise(second.id);
  const { id } = await service.makeTeamReport(admin, 'storefront');
  const report = await service.reportView(admin, id);
  expect(report.apps.map(({ name, stateWord }) => [name.slice(0, 9), stateWord])).toEqual([
    // Who needs somebody first.
    ['search', 'Close to its limit'],
    ['checkout', 'Close to its limit'],
    ['aaaaaaaaa', 'New'],
    ['catalogue', 'New'],
  ]);
  expect(report.sentences[2]).toBe(
    '$684 a month now, 2 apps without a bill; 1 step finished in this time.'.replace('1 step', '2 steps'),
  );
  expect(report.money.picture?.says).toBe('$684 now, $1,560 with every app a phase on');
  expect(new Set(report.decide.map(({ app }) => app))).toEqual(new Set(['checkout', 'search']));
  const body = (await file(id, 'pdf')) as Buffer;
  if (process.env.REPORT_SAMPLES) writeFileSync(`${process.env.REPORT_SAMPLES}/team.pdf`, body);
  if (process.env.REPORT_SAMPLES)
    writeFileSync(`${process.env.REPORT_SAMPLES}/team.md`, (await file(id, 'markdown')) as string);
  expect(body.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(1);
});

test('a link shows its report until it ends or is withdrawn; only its hash is kept', async () => {
  const { id } = await service.makeReport(admin, slug);
  const { url, expiresAt } = await service.shareReport(admin, id, { days: 7 });
  const secret = url.split('/').at(-1) ?? '';
  expect(expiresAt).toBe(NOW + 7 * DAY_MS);
  expect(await sharedReport(secret)).toEqual(await service.reportView(admin, id));
  expect((await sharedFile(secret, { format: 'pdf' })).contentType).toBe('application/pdf');
  const rows = JSON.stringify(
    [await database.prisma.reportShare.findMany(), await database.prisma.auditEntry.findMany()],
    (_, value) => (typeof value === 'bigint' ? Number(value) : value),
  );
  expect(rows).not.toContain(secret);
  const [link] = await service.shares(admin, id);
  expect(link).toMatchObject({ lastOpenedAt: NOW, withdrawnAt: null, by: 'ann@example.org' });
  nowAt = expiresAt - 1;
  expect((await sharedReport(secret)).id).toBe(id);
  nowAt = expiresAt;
  expect(await refused(sharedReport(secret))).toMatchObject({ code: 'not-found' });
  nowAt = NOW;
  await service.withdrawShare(admin, id, link?.id ?? 0);
  await service.withdrawShare(admin, id, link?.id ?? 0);
  expect(await refused(sharedReport(secret))).toMatchObject({ code: 'not-found' });
  expect(await database.prisma.auditEntry.count({ where: { action: 'withdrawShare' } })).toBe(1);
});

test('a link of another report cannot be withdrawn through this one, nor by a stranger', async () => {
  const [one, other] = [await service.makeReport(admin, slug), await service.makeReport(admin, slug)];
  await service.shareReport(admin, one.id);
  const [link] = await service.shares(admin, one.id);
  expect(await refused(service.withdrawShare(admin, other.id, link?.id ?? 0))).toMatchObject({ code: 'not-found' });
  const stranger = await person(database.prisma, 'eve@example.org', 'elsewhere', 'admin');
  expect(await refused(service.withdrawShare(stranger, one.id, link?.id ?? 0))).toMatchObject({ code: 'not-found' });
  expect(await refused(service.reportFile(stranger, one.id, { format: 'pdf' }))).toMatchObject({ code: 'not-found' });
  for (const odd of ['', 'x', 'a'.repeat(43), { not: 'a string' } as never])
    expect(await refused(sharedReport(odd))).toMatchObject({ code: 'not-found' });
});

test('a schedule makes each due report once, however many workers look, and tells of it once', async () => {
  const { id } = await service.scheduleReport(admin, { app: slug }, { every: 'weekly', day: 1, hour: 8 });
  expect((await service.reports(admin, { app: slug })).schedules).toMatchObject([
    { id, every: 'weekly', nextAt: Date.UTC(2027, 1, 8, 13) },
  ]);
  expect(await makeDueReports(NOW)).toEqual([]);
  nowAt = Date.UTC(2027, 1, 8, 13);
  const looks = await Promise.all([makeDueReports(nowAt), makeDueReports(nowAt), makeDueReports(nowAt)]);
  expect(looks.flat()).toHaveLength(1);
  nowAt += 3_600_000;
  expect(await makeDueReports(nowAt)).toEqual([]);
  const [made = ''] = looks.flat();
  const report = await service.reportView(admin, made);
  expect([report.fromAt, report.toAt]).toEqual([Date.UTC(2027, 1, 1, 13), Date.UTC(2027, 1, 8, 13)]);
  const told = await database.prisma.outbox.findMany({ where: { key: `report:${made}` } });
  expect(told).toMatchObject([{ kind: 'report.ready', appId }]);
  expect((await service.reports(admin, { app: slug })).reports[0]).toMatchObject({ id: made, by: 'by schedule' });
  // The next week's is another.
  nowAt = Date.UTC(2027, 1, 15, 13);
  expect(await makeDueReports(nowAt)).toHaveLength(1);
  // What was due while the worker was away for days is not made up for.
  expect(await makeDueReports(Date.UTC(2027, 1, 25, 13))).toEqual([]);
  await service.removeSchedule(admin, { app: slug }, id);
  expect(await makeDueReports(Date.UTC(2027, 2, 1, 13))).toEqual([]);
  expect((await service.reportView(admin, made)).id).toBe(made);
  nowAt = NOW;
});

test('a schedule that cannot be is refused by its field', async () => {
  const ask = (input: object) => refused(service.scheduleReport(admin, { app: slug }, input as never));
  expect(await ask({ every: 'weekly', day: 8, hour: 8 })).toEqual({ code: 'invalid', field: 'day' });
  expect(await ask({ every: 'daily', day: 1, hour: 8 })).toEqual({ code: 'invalid', field: 'every' });
  expect(await ask({ every: 'monthly', day: 1, hour: 24 })).toEqual({ code: 'invalid', field: 'hour' });
});

test('an app without data has nothing to report', async () => {
  const fresh = await service.createApp(HOST, { teamSlug: 'storefront', name: 'Fresh', roadmapId: ROADMAP });
  expect(await refused(service.makeReport(admin, fresh.slug))).toMatchObject({ code: 'conflict' });
});
