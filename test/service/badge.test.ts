/** What strangers with a badge's address are told, and what the API says of a disk that breaks first. */
import { expect, test } from 'vitest';
import { type Advice, DAY_MS } from '@/advisor/types';
import { catalogue } from '@/catalogue/index';
import * as service from '@/service';
import { headroomAnswer } from '@/service/api/answers';
import { badgeFacts } from '@/service/apps/badge';
import { plainJson } from '@/service/json';
import { setResources } from '@/service/resources';
import { reportedAdvice } from '../support/reported-advice';
import { HOST, installed, person, ROADMAP, serviceDatabase } from './people';

test('a badge tells what breaks first: load’s limit without its filter, a disk before it by the time left, no signal of the team’s own', async () => {
  const nowAt = Date.UTC(2027, 1, 5, 19, 32);
  const database = await serviceDatabase({ now: () => nowAt });
  try {
    setResources({ installation: () => installed() });
    await person(database.prisma, 'ann@example.org', 'shop', 'admin');
    const { slug } = await service.createApp(HOST, { teamSlug: 'shop', name: 'checkout', roadmapId: ROADMAP });
    const { id: appId } = await database.prisma.app.findUniqueOrThrow({ where: { slug } });
    const roadmap = catalogue().roadmaps.get(ROADMAP);
    if (!roadmap) throw new Error('no roadmap');
    const plain = { ...reportedAdvice(nowAt, roadmap), newestAt: nowAt, thresholds: [] };
    const { path } = await service.rotateBadge(HOST, slug);
    const signature = path?.split('/').at(-1)?.replace('.svg', '') ?? '';
    const told = async (headroom: Partial<Advice['headroom']>) => {
      const advice = { ...plain, headroom: { ...plain.headroom, code: 'multiple', multiple: 1.7, ...headroom } };
      const state = { computedAt: new Date(nowAt), advice: plainJson(advice).value, summary: {} };
      await database.prisma.appState.upsert({ where: { appId }, create: { appId, ...state }, update: state });
      return badgeFacts(slug, signature);
    };
    expect(await told({ first: ['cpu.used'] })).toMatchObject({ multiple: 1.7, first: 'CPU used', diskLeftMs: null });
    expect(await told({ first: ['latency.p95{route=/secret}'] })).toMatchObject({ first: 'latency p95' });
    expect(await told({ first: ['secret-orders.rate'] })).toMatchObject({ first: null });
    expect(await told({ first: ['cpu.used', 'memory.used'] })).toMatchObject({ first: null });

    const at = (days: number) => nowAt + days * DAY_MS;
    const date = { code: 'date', earlyAt: at(3), likelyAt: at(4), lateAt: at(6), horizonAt: at(90) } as const;
    const growth = { code: 'grows', perDay: 1e9, low: 9e8, high: 1.1e9, days: 40 } as const;
    const disk = { code: 'fills', signal: 'disk.used', thresholdId: 'disk', disk: 'db-1 /data' } as const;
    const bySignal = [{ ...disk, usedBytes: 80e9, sizeBytes: 100e9, growth, date, full: date }];
    expect(await told({ bySignal })).toMatchObject({ state: 'soon', first: 'disk used', diskLeftMs: 4 * DAY_MS });
    const said = headroomAnswer(await service.appView(HOST, slug), { nowAt, zone: 'UTC' });
    expect(said.disk).toMatchObject({
      signal: 'disk.used',
      name: 'db-1 /data',
      likelyAt: new Date(at(4)).toISOString(),
    });
    expect(said.sentence).toContain('4 days – disk used first');
  } finally {
    await database.close();
  }
});
