import { describe, expect, it } from 'vitest';
import { seeded } from '@/advisor/math';
import { after, fullAt, type Growth, growthFinding, growthOf } from '@/advisor/storage/growth';
import { diskHeadroom, findStorage } from '@/advisor/storage/storage';
import { DAY_MS, type EffectiveThreshold, HOUR_MS, type HourFacts, type SignalHour } from '@/advisor/types';
import { databaseSentences, diskSentence } from '@/advisor/words/storage';

const GIB = 1024 ** 3;
const NOW = Date.UTC(2026, 10, 21);
const threshold: EffectiveThreshold = {
  id: 'disk',
  signal: 'disk.used',
  limit: 85,
  worsens: 'up',
  holdMinutes: 15,
  from: 'roadmap',
  sourceText: '',
};

/** Hours of the last `days` days; `bytes` by days since the first. */
function factsOf(
  days: number,
  disks: (day: number) => HourFacts['disks'],
  cache?: HourFacts['databaseCache'],
): HourFacts[] {
  return Array.from({ length: days * 24 }, (_, h) => ({
    at: NOW - (days * 24 - h) * HOUR_MS,
    instancesMedian: 1,
    versions: [],
    disks: disks(h / 24) ?? [],
    ...(cache ? { databaseCache: cache } : {}),
  }));
}

const disk = (name: string, used: number, size = 100) => ({ name, usedBytes: used * GIB, sizeBytes: size * GIB });
const noHours = new Map<string, SignalHour[]>();
const daily = (values: number[]) => values.map((bytes, i) => ({ day: NOW - (values.length - i) * DAY_MS, bytes }));

describe('growth', () => {
  it('is told from three weeks on, by a slope that one import and one clean-up do not move', () => {
    const line = Array.from({ length: 42 }, (_, i) => 100 + i);
    expect(growthOf(daily(line.slice(0, 20)))).toBeNull();
    expect(growthOf(daily(line.slice(0, 21)))?.perDay).toBe(1);
    const stepped = line.map((bytes, i) => bytes + (i > 15 ? 40 : 0) - (i > 30 ? 25 : 0));
    expect(growthOf(daily(stepped))?.perDay).toBeCloseTo(1, 0);
  });

  it('that cannot be told from none is steady, and days that are not known are left out', () => {
    const random = seeded(4);
    const wobbling = Array.from({ length: 56 }, () => 100 + random());
    expect(growthFinding(growthOf(daily(wobbling)), 56).code).toBe('steady');
    const gaps = daily(Array.from({ length: 40 }, (_, i) => 100 + 2 * i)).filter((_, i) => i % 9 !== 4);
    expect(growthOf(gaps)?.perDay).toBe(2);
  });

  it('never looks further ahead than twice what was seen', () => {
    const growth = growthOf(daily(Array.from({ length: 28 }, (_, i) => 100 + i))) as Growth;
    const asked = { newestDay: NOW - DAY_MS, have: 28 };
    expect(fullAt(growth, 127 + 56, asked)).toMatchObject({ code: 'date', likelyAt: NOW + 55 * DAY_MS });
    expect(fullAt(growth, 127 + 57, asked)).toMatchObject({ code: 'not-within', share: 0 });
    expect(fullAt(growth, 127, asked).code).toBe('past');
    expect(fullAt(null, 200, { newestDay: NOW, have: 3 })).toMatchObject({ code: 'cannot-tell' });
    expect(after(growth, 182.5).likely).toBeCloseTo(127 + 182.5, 6);
  });

  it('holds its dates in 75 to 88 of 100 disks whose days differ, and is right in the middle', () => {
    let [held, all, sooner] = [0, 0, 0];
    for (let seed = 1; seed <= 400; seed++) {
      const random = seeded(seed);
      const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      const bytes = [100];
      // Log-normal days of which weekends add less, as people do.
      for (let i = 1; i < 300; i++)
        bytes.push((bytes.at(-1) ?? 0) + (i % 7 < 5 ? 1.3 : 0.25) * Math.exp(0.8 * normal() - 0.32));
      const days = [28, 42, 56][seed % 3] as number;
      const limit = bytes[days - 1 + 7 + Math.floor(random() * 1.2 * days)] as number;
      const truth = bytes.findIndex((value) => value >= limit) - (days - 1);
      const date = fullAt(growthOf(daily(bytes.slice(0, days))), limit, { newestDay: 0, have: days });
      if (date.code !== 'date') continue;
      all++;
      const day = (at: number) => at / DAY_MS;
      if (truth >= day(date.earlyAt) && truth <= day(date.lateAt ?? Number.POSITIVE_INFINITY)) held++;
      if (truth < day(date.likelyAt)) sooner++;
    }
    expect(all).toBeGreaterThan(300);
    expect(held / all).toBeGreaterThan(0.75);
    expect(held / all).toBeLessThan(0.88);
    expect(sooner / all).toBeGreaterThan(0.4);
    expect(sooner / all).toBeLessThan(0.6);
  });
});

describe('disks', () => {
  const facts = factsOf(56, (day) => [disk('a /', 90, 100), disk('b /data', 20 + day, 100)]);
  const given = { hours: noHours, hourFacts: facts, nowAt: NOW };

  it('stand by when they are full, not by how full they are', () => {
    const found = findStorage(given);
    expect(found?.disks.map(({ name }) => name)).toEqual(['b /data', 'a /']);
    expect(found?.disks[0]?.full).toMatchObject({ code: 'date', likelyAt: NOW + 24 * DAY_MS });
    expect(found?.disks[1]?.full.code).toBe('not-within');
    expect(found?.database).toBeNull();
  });

  it('have a date at the limit of a threshold, that of the first of them', () => {
    const found = diskHeadroom(given, threshold);
    expect(found).toMatchObject({ code: 'fills', disk: 'a /', date: { code: 'past' } });
    const others = factsOf(56, (day) => [disk('a /', 60, 100), disk('b /data', 20 + day, 100)]);
    expect(diskHeadroom({ ...given, hourFacts: others }, threshold)).toMatchObject({
      code: 'fills',
      disk: 'b /data',
      date: { code: 'date', likelyAt: NOW + 9 * DAY_MS },
      full: { code: 'date', likelyAt: NOW + 24 * DAY_MS },
    });
  });

  it('that no longer report are gone, and few days say how many are needed', () => {
    const gone = factsOf(56, (day) => (day < 50 ? [disk('a /', 90)] : []));
    expect(diskHeadroom({ ...given, hourFacts: gone }, threshold)).toMatchObject({ reason: { code: 'no-data' } });
    const young = factsOf(6, () => [disk('a /', 90)]);
    expect(diskHeadroom({ ...given, hourFacts: young }, threshold)).toMatchObject({
      reason: { code: 'learning-days', have: 6, need: 21 },
    });
  });

  it('are told in words with their units', () => {
    const wording = { nowAt: NOW, zone: 'UTC' };
    const [first, second] = findStorage(given)?.disks ?? [];
    expect(first && diskSentence(first, wording)).toBe(
      '76 GiB of 100 GiB, 1 GiB more a day (1,020 MiB–1 GiB, 56 days): full about 15 Dec',
    );
    expect(second && diskSentence(second, wording)).toMatch(
      /^90 GiB of 100 GiB, no growth in 56 days: full not before/,
    );
  });
});

describe('a database', () => {
  const hours = (days: number, size: (day: number) => number): SignalHour[] =>
    Array.from({ length: days * 24 }, (_, h) => {
      const value = size(h / 24);
      return { at: NOW - (days * 24 - h) * HOUR_MS, max5: value, median5: value, means: 12 };
    });
  const reads = hours(7, () => 99).map((hour) => ({ ...hour, numerator: 99, denominator: 100 }));

  it('has its growth, its size in six months, and a working set that is bounded and never guessed', () => {
    const signals = new Map([
      ['db.size', hours(40, (day) => 10 + day / 10)],
      ['db.memory.hit_rate', reads],
    ]);
    const found = findStorage({ hours: signals, hourFacts: [], nowAt: NOW })?.database;
    expect(found?.growth).toMatchObject({ code: 'grows' });
    expect((found?.inSixMonths?.likely ?? 0) / GIB).toBeCloseTo(14 + 18.25, 0);
    expect(found?.workingSet).toEqual({ atMostBytes: found?.bytes, from: 'database-size', hitRate: 0.99 });
    expect(found && databaseSentences(found)[1]).toMatch(
      /^Working set: at most 14 GiB, the whole of it; .* Its own cache answered 99 % of the reads of 7 days\.$/,
    );
  });

  it('whose own cache had room left all week reads no more than lies in it; one that was full says nothing', () => {
    const signals = new Map([['db.size', hours(40, () => 50)]]);
    const cached = (used: number) =>
      findStorage({
        hours: signals,
        hourFacts: factsOf(8, () => undefined, { usedBytes: used * GIB, sizeBytes: 8 * GIB }),
        nowAt: NOW,
      })?.database?.workingSet;
    expect(cached(3)).toEqual({ atMostBytes: 3 * GIB, from: 'own-cache', hitRate: null });
    expect(cached(7.9)).toEqual({ atMostBytes: 50 * GIB, from: 'database-size', hitRate: null });
  });
});
