/** Who the app of a test is and what its owner said: one setting a line. */

import type { ObservationId } from '../types';
import { isZone } from '../words/dates';
import type { Cursor } from './cursor';
import { readStretches } from './read-series';
import type { OverrideWord, RoadmapTest } from './types';

export const SETTINGS = [
  'roadmap',
  'population',
  'concurrent-per-daily',
  'requests-per-user-minute',
  'deployment',
  'bounds',
  'done',
  'wont',
  'limit',
  'mute',
  'restart',
  'release',
  'zone',
  'holiday',
  'autoscaler',
  'seen',
  'custom',
] as const;
/** As service/signals/custom.ts has it. */
const MOST_OWN = 20;

type Setting = (typeof SETTINGS)[number];

const OBSERVATIONS: readonly ObservationId[] = [
  'requests',
  'instances',
  'instances.serving',
  'cache.hits',
  'cache.misses',
  'redis.operations',
  'db.operations',
  'db.hosts',
  'db.readonly.hosts',
  'db.pool.instances',
  'db.pool.max',
  'db.pool.used',
  'db.connections.made',
  'queue.published',
  'queue.processed',
  'queue.depth',
  'rate.limited',
  'container.instances',
  'k8s.instances',
  'regions.serving',
  'pooler.clients',
  'autoscaler.max',
  'gateway.requests',
  'db.replicas',
  'mongo.shards',
  'db.writing.hosts',
  'db.distributed.operations',
  'db.cassandra.operations',
  'db.remote',
  'db.kinds',
  'db.own.services',
  'rate.limiter',
  'object.operations',
  'redis.publish.instances',
  'services.serving',
  'cdn.answers',
  'cdn.hits',
  'sampled',
  'instrumentation',
];

/** @returns false where the line begins with no setting's word. */
export function readSetting(test: RoadmapTest, cursor: Cursor): boolean {
  const setting = SETTINGS.find((word) => word === cursor.peek());
  if (setting === undefined) return false;
  cursor.take();
  readers[setting](test, cursor);
  cursor.end();
  return true;
}

const readers: Record<Setting, (test: RoadmapTest, cursor: Cursor) => void> = {
  roadmap: (test, cursor) => {
    test.roadmapPlace = { line: cursor.line, column: cursor.column };
    if (cursor.peek() === '')
      cursor.fail('No roadmap is named. Write "roadmap thousands-to-millions" or "roadmap ./ours.yaml".');
    test.roadmap = cursor.take();
  },
  population: (test, cursor) => {
    test.population = cursor.oneOf(['concurrent', 'daily', 'monthly', 'registered'] as const, 'a population');
  },
  'concurrent-per-daily': (test, cursor) => {
    test.concurrentPerDaily = cursor.number('a share such as 0.1');
  },
  'requests-per-user-minute': (test, cursor) => {
    test.requestsPerUserMinute = cursor.number('requests of one user a minute');
  },
  deployment: readDeployment,
  bounds: (test, cursor) => {
    test.boundsMs = [cursor.number('a bound in ms')];
    while (cursor.peek() !== '') {
      const bound = cursor.number('a bound in ms');
      if (bound <= (test.boundsMs.at(-1) ?? 0))
        cursor.fail('Bounds rise. Write them in order, as "bounds 100 250 500".');
      test.boundsMs.push(bound);
    }
  },
  done: (test, cursor) => readSteps(test, cursor, 'done'),
  wont: (test, cursor) => readSteps(test, cursor, 'wont'),
  limit: (test, cursor) => {
    const threshold = cursor.name('a threshold');
    const limit = cursor.number('a limit');
    const holdMinutes = cursor.takes('for') ? cursor.minutes('how long it must last') : null;
    override(test, { threshold, line: cursor.line, limit, holdMinutes });
  },
  mute: (test, cursor) => {
    const threshold = cursor.name('a threshold');
    cursor.must('until', '"mute error-rate until 2d"');
    override(test, { threshold, line: cursor.line, mutedUntilMinute: cursor.minutes('the end of the mute') });
  },
  restart: (test, cursor) => {
    do test.restarts.push(cursor.minutes('the moment of the restart'));
    while (cursor.takes(','));
  },
  release: (test, cursor) => {
    do test.releases.push(cursor.minutes('the moment of the release'));
    while (cursor.takes(','));
  },
  zone: (test, cursor) => {
    if (!isZone(cursor.peek()))
      cursor.fail(`"${cursor.peek()}" is no zone. Write one of the IANA's names, as "zone Europe/Berlin".`);
    test.zone = cursor.take();
  },
  holiday: readHoliday,
  autoscaler: (test, cursor) => {
    test.autoscalerMax = cursor.number('the most instances that it starts');
  },
  seen: (test, cursor) => {
    const { column } = cursor;
    const name = cursor.oneOf(OBSERVATIONS, 'something that proves a step');
    test.observations.push({ name, line: cursor.line, column, stretches: readStretches(cursor) });
  },
  custom: readCustom,
};

/** `holiday sales 27d, 55d..56d`: days since the start, both ends included; `yearly` at the end. */
function readHoliday(test: RoadmapTest, cursor: Cursor): void {
  const { id: name } = cursor.name('what the holiday is called');
  const days: { from: number; to: number }[] = [];
  do {
    const [from = '', to = from] = cursor.peek().split('..');
    if (!/^\d{1,4}d$/.test(from) || !/^\d{1,4}d$/.test(to) || Number.parseInt(to, 10) < Number.parseInt(from, 10))
      cursor.fail(`"${cursor.peek()}" is no day. Write the days since the start, as "holiday ${name} 27d, 55d..56d".`);
    cursor.take();
    days.push({ from: Number.parseInt(from, 10), to: Number.parseInt(to, 10) });
  } while (cursor.takes(','));
  const yearly = cursor.takes('yearly');
  test.holidays.push(...days.map((day) => ({ name, ...day, yearly })));
}

/** `custom orders.rate worsens up`: a signal that the team declares, for a roadmap that names it. */
function readCustom(test: RoadmapTest, cursor: Cursor): void {
  const { id } = cursor.name('a signal');
  if (!/^[a-z0-9_]+(\.[a-z0-9_]+)+$/.test(id))
    cursor.fail(
      `"${id}" is no signal of a team's own: it ends in how it is made. Write "custom orders.rate worsens up".`,
    );
  if (test.own.some((own) => own.id === id)) cursor.fail(`${id} is declared twice. Keep one of them.`);
  if (test.own.length >= MOST_OWN) cursor.fail(`An app has at most ${MOST_OWN} signals of its own. Remove some.`);
  cursor.must('worsens', '"custom orders.rate worsens up"');
  test.own.push({ id, worsens: cursor.oneOf(['up', 'down', 'none'] as const, 'a direction') });
}

/** `deployment instances 2..8, cores 1, memory 2GiB, pool 10, connections 100, reserved 3`. */
function readDeployment(test: RoadmapTest, cursor: Cursor): void {
  const { deployment } = test;
  do {
    const what = cursor.oneOf(
      ['instances', 'cores', 'memory', 'heap', 'pool', 'connections', 'reserved'] as const,
      'a part of the deployment',
    );
    if (what === 'instances') {
      const both = cursor.peek().includes('..');
      const { low, high } = cursor.expected('how many instances');
      deployment.instances = {
        min: both ? low : Math.round((low + high) / 2),
        max: both ? high : Math.round((low + high) / 2),
      };
      continue;
    }
    const amount = cursor.number(`a number of ${what}`);
    if (what === 'connections') deployment.database = { ...deployment.database, maxConnections: amount };
    else if (what === 'reserved') deployment.database = { ...deployment.database, reservedConnections: amount };
    else deployment.perInstance = { ...deployment.perInstance, [PER_INSTANCE[what]]: amount };
  } while (cursor.takes(','));
}

const PER_INSTANCE = { cores: 'cores', memory: 'memoryBytes', heap: 'heapLimitBytes', pool: 'poolMax' } as const;

/** `done add-indexes, redis-cache at 3d`. */
function readSteps(test: RoadmapTest, cursor: Cursor, status: 'done' | 'wont'): void {
  const steps = cursor.names('a step');
  const minute = cursor.takes('at') ? cursor.minutes('the moment of the tick') : 0;
  for (const step of steps) {
    if (test.steps.some((known) => known.step.id === step.id))
      cursor.fail(`${step.id} is ticked twice. Keep one of them.`);
    test.steps.push({ step, line: cursor.line, status, minute });
  }
}

/** A limit and a mute of one threshold are one override. */
function override(test: RoadmapTest, given: Partial<OverrideWord> & Pick<OverrideWord, 'threshold' | 'line'>): void {
  const known = test.overrides.find(({ threshold }) => threshold.id === given.threshold.id);
  if (known !== undefined) Object.assign(known, given);
  else test.overrides.push({ limit: null, holdMinutes: null, mutedUntilMinute: null, ...given });
}
