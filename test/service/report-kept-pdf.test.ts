/** The files of a kept report, as often as somebody asks for them. */
import { expect, test } from 'vitest';
import { catalogue } from '@/catalogue/index';
import * as service from '@/service';
import { plainJson } from '@/service/json';
import { reportedAdvice } from '../support/reported-advice';
import { HOST, person, ROADMAP, serviceDatabase } from './people';

test('a PDF is set once for all who ask, per paper; another report has its own', async () => {
  const nowAt = Date.UTC(2027, 1, 5, 19, 32);
  const database = await serviceDatabase({ now: () => nowAt });
  try {
    const admin = await person(database.prisma, 'ann@example.org', 'storefront', 'admin');
    const { slug } = await service.createApp(HOST, { teamSlug: 'storefront', name: 'checkout', roadmapId: ROADMAP });
    const { id: appId } = await database.prisma.app.findUniqueOrThrow({ where: { slug } });
    const roadmap = catalogue().roadmaps.get(ROADMAP);
    if (!roadmap) throw new Error('no roadmap');
    const advice = plainJson(reportedAdvice(nowAt, roadmap)).value;
    await database.prisma.appState.create({ data: { appId, computedAt: new Date(nowAt), advice, summary: {} } });
    const [one, other] = [await service.makeReport(admin, slug), await service.makeReport(admin, slug)];
    const pdf = async (id: string, paper = 'a4') =>
      (await service.reportFile(admin, id, { format: 'pdf', paper })).body as Buffer;
    const [first, atOnce] = await Promise.all([pdf(one.id), pdf(one.id)]);
    expect([atOnce, await pdf(one.id)].every((each) => each === first)).toBe(true);
    expect((await pdf(one.id, 'letter')).equals(first as Buffer)).toBe(false);
    expect((await pdf(other.id)) === first).toBe(false);
  } finally {
    await database.close();
  }
});
