/** The document of a kept report; of one that an earlier release made, from the finding that it kept. */
import type { Advice } from '@/advisor/types';
import type { App, Report } from '@/prisma/generated/client';
import { roadmapOf, signalsOfApp } from '../evaluate/facts';
import { resources } from '../resources';
import type { ReportDocument } from '../views/report';
import { appDocument } from './document';

type FollowedApp = App & Parameters<typeof roadmapOf>[0];

export async function readDocument(row: Report & { app: FollowedApp | null }): Promise<ReportDocument> {
  const finding = row.finding as unknown as ReportDocument | EarlierFinding;
  if ('version' in finding || row.app === null) return finding as ReportDocument;
  const { app } = row;
  const { timeZone, slug } = await resources().prisma.team.findUniqueOrThrow({ where: { id: row.teamId } });
  const { advice, appName, teamName } = finding;
  return appDocument({
    id: row.id,
    team: { slug, name: teamName },
    zone: timeZone,
    createdAt: row.createdAt.getTime(),
    fromAt: row.fromAt.getTime(),
    toAt: row.toAt.getTime(),
    headroomVersion: '0.1.0',
    parts: [
      {
        slug: app.slug,
        name: appName,
        advice,
        roadmap: roadmapOf(app),
        signals: await signalsOfApp(app),
        crossings: advice.crossings.map((it) => ({ ...it, revealedAt: it.openedAt, notes: [] })),
        appVersion: null,
        deployed: [],
      },
    ],
  });
}

interface EarlierFinding {
  advice: Advice;
  appName: string;
  teamName: string;
}
