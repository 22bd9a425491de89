/**
 * The walk: every page, route and server action of the build, by everybody who could ask, with the ids of their team
 * and with each id swapped for another team's. What the tables beside do not name fails, so that nothing is added
 * without saying who may.
 */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { routeTable } from '@/scripts/lib/pages.mjs';
import { setResources } from '@/service/resources';
import { roles, type Verb } from '@/service/roles';
import { person } from '../../service/people';
import { type Stack, startStack } from '../../support/stack';
import { actions } from './actions';
import { type Action, type Answer, actionsOfBuild, askAction, askPage, askRoute, askTool, type Headers } from './ask';
import { byToken, everybody, newcomer, type Who } from './callers';
import { CALLERS, type Caller, expected, isAllowed, type Line, namedBy, type Table } from './line';
import { apiLines, toolLines } from './operations';
import { pages } from './pages';
import { routes } from './routes';
import { forgedCookies, signInOver } from './sessions';
import { everythingOf, type Ids, type Maker, makerOf, UNKNOWN } from './team';

vi.setConfig({ testTimeout: 300_000 });

const TEAMS = { own: 'ours', foreign: 'theirs' };
/** The operator is a viewer in the team: who holds most, and who holds least and may most beside. */
const SWAPPERS = ['admin', 'operator', 'stranger'] as const;
const MARKS = { own: 'quokka', foreign: 'wombat' };
let stack: Stack;
let make: Maker;
let own: Ids;
let foreign: Ids;
let callers: Record<Caller, Who>;
let requests = 0;

beforeAll(async () => {
  // Nothing listens there: what is mailed waits.
  stack = await startStack({ settings: async () => ({ HEADROOM_SMTP_URL: 'smtp://127.0.0.1:9' }) });
  const { database, secret } = stack;
  setResources({
    prisma: database.prisma,
    telemetry: database.pool,
    installation: () => ({ allowedTargets: [] as never, encryptionKeys: null, dataDir: '/nonexistent', secret }),
  });
  const makers = await Promise.all(
    (['own', 'foreign'] as const).map(async (whose) => {
      const [team, mark] = [TEAMS[whose], MARKS[whose]];
      const admin = await person(database.prisma, `${mark}-first@example.org`, team, 'admin');
      await database.prisma.team.update({ where: { slug: team }, data: { name: `${mark} team` } });
      return makerOf(database, { team, mark, admin });
    }),
  );
  [own, foreign] = (await Promise.all([
    everythingOf(makers[0] as Maker, TEAMS.own),
    everythingOf(makers[1] as Maker, TEAMS.foreign),
  ])) as [Ids, Ids];
  make = makers[0] as Maker;
  callers = await everybody(stack, TEAMS);
}, 120_000);
afterAll(async () => {
  await stack?.close();
  const [p, r, a, o, t] = [pages, routes, actions, apiLines, toolLines].map((table) => Object.keys(table).length);
  const parts = `${p} pages, ${r} routes, ${a} actions, ${o} operations, ${t} tools`;
  process.stdout.write(`the walk: ${parts} × ${CALLERS.length} callers = ${requests} requests\n`);
});

test('the tables name every page, route and action of the build, and nothing else', () => {
  const { pages: built, handlers } = routeTable('.');
  expect(Object.keys(pages).sort()).toEqual(built);
  expect(Object.keys(routes).sort()).toEqual(handlers);
  expect(Object.keys(actions).sort()).toEqual([...actionsOfBuild().keys()].sort());
});

interface As {
  caller: Caller;
  who: Record<Caller, Who>;
}
type Ask<L extends Line> = (line: L, headers: Headers, ids: Ids) => Promise<Answer>;

/** Every line by everybody; what went otherwise than the table says, a sentence each. */
async function walk<L extends Line>(
  table: Table<L>,
  ask: (name: string) => Ask<L>,
  people?: () => Promise<Record<Caller, Who>>,
): Promise<string[]> {
  const lines = Object.entries(table).flatMap(([name, lines]) =>
    [lines].flat().map((line) => ({ name, line: line as L })),
  );
  const problems: string[] = [];
  const left = [...lines];
  const worker = async () => {
    // A token may ask so often a second: it has its own.
    const who = people ? await people() : callers;
    for (let next = left.shift(); next; next = left.shift()) {
      const { name, line } = next;
      const asking = ask(name);
      const say = (caller: Caller, what: string) => problems.push(`${name} by ${caller}: ${what}`);
      for (const caller of CALLERS) await ownIds(line, asking, { caller, who }, (what) => say(caller, what));
      for (const caller of SWAPPERS) await swappedIds(line, asking, { caller, who }, (what) => say(caller, what));
    }
  };
  await Promise.all(Array.from({ length: 6 }, worker));
  return problems;
}

async function ownIds<L extends Line>(line: L, ask: Ask<L>, { caller, who: known }: As, say: (what: string) => void) {
  const who = line.spare ? await newcomer(stack, caller, TEAMS) : known[caller];
  const named = await namedBy(line, own);
  const right = expected(line, caller, named.length > 0);
  const ids = line.fresh && right !== 'forbidden' ? { ...own, ...(await line.fresh(make, own, who.userId)) } : own;
  const answer = await counted(ask(line, who.headers, ids));
  const { verb, lesserSays = '' } = line;
  if (answer.verdict !== right) say(`is answered ${answer.verdict}, not ${right}: ${answer.told.slice(0, 300)}`);
  if (
    lesserSays &&
    verb in roles &&
    right === 'done' &&
    !isAllowed(verb as Verb, caller) &&
    !answer.text.includes(lesserSays)
  )
    say(`is not told: ${lesserSays}`);
  if (caller === 'stranger' && line.keys) return;
  const given = named.map((id) => ids[id]);
  const inside = right === 'done' && caller !== 'stranger';
  leak(answer, { mark: inside || verb === 'anybody' ? MARKS.foreign : MARKS.own, given }, say);
}

/** Each id on its own for another team's, and for one of nothing: nobody can tell the two apart. */
async function swappedIds<L extends Line>(line: L, ask: Ask<L>, { caller, who }: As, say: (what: string) => void) {
  const { headers } = who[caller];
  // To the stranger, the other team is ours.
  const [mine, theirs] = caller === 'stranger' ? [foreign, own] : [own, foreign];
  const mark = caller === 'stranger' ? MARKS.own : MARKS.foreign;
  const named = await namedBy(line, mine);
  for (const id of named.filter((name) => ![line.keys, line.inert].flat().includes(name))) {
    const told: string[] = [];
    for (const given of [theirs[id], UNKNOWN[id]]) {
      const answer = await counted(ask(line, headers, { ...mine, [id]: given }));
      if (answer.verdict === 'done') say(`may swap ${id} for ${given}`);
      if (answer.verdict.startsWith('strange')) say(`with ${id} ${given}: ${answer.verdict}`);
      leak(answer, { mark, given: [given] }, say);
      told.push(plain(answer.told, given));
    }
    if (told[0] !== told[1]) say(`can tell another team's ${id} from none:\n${told[0]}\n${told[1]}`);
  }
}

async function counted(asked: Promise<Answer>): Promise<Answer> {
  requests += 1;
  return asked;
}

/** What was asked for stands in the answer's address; what else is named was told. */
function leak(
  answer: Answer,
  { mark, given }: { mark: string; given: (string | number)[] },
  say: (what: string) => void,
) {
  const text = given.reduce<string>((rest, id) => rest.replaceAll(String(id), '·'), answer.text).toLowerCase();
  const at = text.indexOf(mark);
  if (at >= 0) say(`is told of another team: …${text.slice(Math.max(0, at - 80), at + 80)}…`);
}

/** Without the id that was given and what differs from one answer to the next. */
const plain = (told: string, id: string | number) =>
  (typeof id === 'string' ? told.replaceAll(id, '·') : told).replaceAll(/\s+/g, ' ').slice(0, 2_000);

test('every page is shown to whom the table says, and to no stranger', async () => {
  const problems = await walk(pages, () => (line, headers, ids) => askPage(stack.url, line, headers, ids));
  expect(problems).toEqual([]);
});

test('every route answers whom the table says, and no stranger', async () => {
  const problems = await walk(routes, () => (line, headers, ids) => askRoute(stack.url, line, headers, ids));
  expect(problems).toEqual([]);
});

test('every operation of the API and every tool of assistants does as much, by a token', async () => {
  const tokens = () => byToken(stack, callers, TEAMS);
  const asked = await walk(apiLines, () => (line, headers, ids) => askRoute(stack.url, line, headers, ids), tokens);
  expect(asked).toEqual([]);
  const tools = await walk(toolLines, () => (line, headers, ids) => askTool(stack.url, line, headers, ids), tokens);
  expect(tools).toEqual([]);
});

test('every server action does its work for whom the table says, and for no stranger', async () => {
  const built = actionsOfBuild();
  const problems = await walk(
    actions,
    (name) => (line, headers, ids) => askAction(stack.url, built.get(name) as Action, line, headers, ids),
  );
  expect(problems).toEqual([]);
});

test('a sign-in makes a new session, and the one before it is nobody', async () => {
  const { before, after } = await signInOver(stack, callers.viewer);
  expect(before).toBe('shut');
  expect(after).toBe('done');
});

test('a cookie that was changed or made with another secret is nobody', async () => {
  expect(await forgedCookies(stack, callers.admin)).toEqual(['shut', 'shut', 'shut']);
});

test('what a member is shown is kept by no cache', async () => {
  const places = ['/', `/apps/${own.app}`, `/reports/${own.report}`, '/account', `/api/apps/${own.app}/metrics`];
  for (const place of [...places, `/api/reports/${own.report}?format=pdf`, `/api/teams/${own.team}/audit`]) {
    const answer = await fetch(stack.url + place, { headers: callers.admin.headers });
    expect([place, answer.status, answer.headers.get('cache-control')]).toEqual([
      place,
      200,
      expect.stringContaining('no-store'),
    ]);
    await answer.body?.cancel();
  }
});

test('an address that is no text is there for nobody, and breaks nothing', async () => {
  for (const part of ['%ff', '%c0%ae', '%ud800', '%00'])
    for (const path of [`/apps/${part}`, `/api/v1/apps/${part}/headroom`, `/shared/${part}`, `/api/reports/${part}`]) {
      const answer = await fetch(stack.url + path, { headers: callers.admin.headers, redirect: 'manual' });
      expect([path, answer.status]).toEqual([path, 404]);
    }
});
