/** Reports: today's finding, kept as it is; sentences are made from it when it is read. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Advice } from '@/advisor/types';
import { DAY_MS } from '@/advisor/types';
import { reportSentences } from '@/advisor/words/sentences';
import { adviceOf } from './app-view';
import { isAddressable, openApp } from './authorise';
import { notFound, ServiceError } from './errors';
import { roadmapOf, signalsOfApp } from './facts';
import { plainJson } from './json';
import { announce } from './notifications/outbox';
import { resources } from './resources';
import { minutesSince } from './summary';
import type { Actor, ReportView } from './views';
import { writeToApp } from './write';

const REPORT_DAYS = 30;

interface StoredFinding {
  advice: Advice;
  appName: string;
  teamName: string;
  minutesOver: number;
}

/** Keeps today's finding as a report with an unguessable id. */
export function makeReport(actor: Actor, slug: string): Promise<{ id: string }> {
  return writeToApp({
    actor,
    slug,
    verb: 'makeReport',
    schema: z.undefined(),
    input: undefined,
    run: async (tx, { app, team }) => {
      const advice = adviceOf(await tx.appState.findUnique({ where: { appId: app.id } }));
      if (!advice) {
        const message = 'There is nothing to report yet: no advice has been made for this app.';
        throw new ServiceError({ code: 'conflict', message, fix: 'Send telemetry, then try again a minute later.' });
      }
      const toAt = advice.computedAt;
      const fromAt = toAt - REPORT_DAYS * DAY_MS;
      const over = advice.crossings.map((it) => minutesSince(it, fromAt, it.closedAt ?? toAt));
      const minutesOver = over.reduce((total, minutes) => total + minutes, 0);
      const finding: StoredFinding = { advice, appName: app.name, teamName: team.name, minutesOver };
      const { id } = await tx.report.create({
        data: {
          id: randomBytes(16).toString('base64url'),
          appId: app.id,
          createdAt: new Date(resources().now()),
          createdBy: actor.kind === 'user' ? actor.userId : null,
          fromAt: new Date(fromAt),
          toAt: new Date(toAt),
          finding: plainJson(finding).value,
        },
      });
      await announce(tx, {
        key: `report:${id}`,
        kind: 'report.ready',
        teamId: team.id,
        appId: app.id,
        payload: { report: id, text: `It covers ${REPORT_DAYS} days` },
        nowAt: resources().now(),
      });
      return { id };
    },
  });
}

/** A report as it was made; for members of its app's team. */
export async function reportView(actor: Actor, id: string, zone = 'UTC'): Promise<ReportView> {
  if (!isAddressable(id)) throw notFound('report');
  const row = await resources().prisma.report.findUnique({
    where: { id },
    include: { app: { select: { slug: true, roadmapId: true, ownRoadmapId: true, ownRoadmap: true } } },
  });
  if (!row) throw notFound('report');
  const { app } = await openApp(actor, row.app.slug, 'reportView').catch((error) => {
    throw error instanceof ServiceError && error.code === 'not-found' ? notFound('report') : error;
  });
  const { advice, appName, teamName, minutesOver } = row.finding as unknown as StoredFinding;
  const roadmap = roadmapOf(row.app);
  return {
    id,
    createdAt: row.createdAt.getTime(),
    fromAt: row.fromAt.getTime(),
    toAt: row.toAt.getTime(),
    appName,
    appSlug: app.slug,
    teamName,
    roadmap,
    advice,
    signals: await signalsOfApp(app),
    sentences: reportSentences(advice, { appName, roadmap }, { nowAt: row.toAt.getTime(), zone }),
    minutesOver,
  };
}
