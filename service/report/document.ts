/** From findings to a report: sentences, rows and pictures, all made once. Pure: the clock and the rows come in. */

import { loadPicture } from '@/advisor/picture/load';
import { chartOf } from '@/advisor/picture/load-chart';
import { roadPicture } from '@/advisor/picture/road';
import type { Advice, AppStateWord } from '@/advisor/types';
import { formatLoadRange, formatUsdRange } from '@/advisor/words/format';
import { rangeBeside, shortPhase } from '@/advisor/words/names';
import { effectsSummary, reportSentences, type Wording } from '@/advisor/words/sentences';
import type { Roadmap } from '@/catalogue/types';
import type { ReportApp, ReportDocument } from '../views/report';
import { crossedOf, minutesOf } from './crossed';
import type { AppPart, ReportFacts } from './facts';
import { madeFrom } from './made';
import { appRow, moneyOf } from './money';
import { decideOf, doneOf, waitOf } from './steps';
import { teamSentences } from './team-sentences';

type AdvisedPart = AppPart & { advice: Advice };
const isAdvised = (part: AppPart): part is AdvisedPart => part.advice !== null;

/** Of one app. */
export function appDocument(facts: ReportFacts): ReportDocument {
  const [part] = facts.parts.filter(isAdvised);
  if (part === undefined) throw new Error('a report of an app without advice');
  const { advice, roadmap, name } = part;
  const wording = { nowAt: facts.createdAt, zone: facts.zone };
  return {
    ...common(facts, [part], wording),
    of: 'app',
    title: name,
    appSlug: part.slug,
    sentences: reportSentences(advice, { appName: name, roadmap }, wording),
    road: roadPicture(advice, roadmap),
    load: loadPicture(
      chartOf({ roadmap }, advice, { nowAt: facts.createdAt, zone: facts.zone }),
      facts.zone,
      part.deployed,
    ),
    phases: phasesOf(advice, roadmap),
    wait: waitOf(part, wording),
  };
}

/** Of a whole team: apps as rows, and the work, crossings and money of all. */
export function teamDocument(facts: ReportFacts): ReportDocument {
  const wording = { nowAt: facts.createdAt, zone: facts.zone };
  const shared = common(facts, facts.parts.filter(isAdvised), wording);
  const rows = facts.parts.map((part) => ({ part, app: appRow(part, facts, wording) })).sort(byNeed);
  const apps = rows.map(({ app }) => app);
  const parts = rows.map(({ part }) => part);
  return {
    ...shared,
    of: 'team',
    title: facts.team.name,
    appSlug: null,
    apps,
    sentences: teamSentences({ ...shared, apps }, parts, wording),
    road: null,
    load: null,
    phases: [],
    wait: [],
  };
}

const ORDER: AppStateWord[] = ['crossing', 'soon', 'clear', 'no-data', 'cannot-tell', 'learning', 'new'];
type Row = { part: AppPart; app: ReportApp };

/** Who needs somebody first: a long list is cut off at its end. */
function byNeed({ part: a, app: x }: Row, { part: b, app: y }: Row): number {
  const multiple = ({ advice }: AppPart) => advice?.headroom.multiple ?? Number.MAX_VALUE;
  return (
    ORDER.indexOf(x.state) - ORDER.indexOf(y.state) ||
    multiple(a) - multiple(b) ||
    y.minutesOver - x.minutesOver ||
    x.name.localeCompare(y.name)
  );
}

type Common = Omit<ReportDocument, 'of' | 'title' | 'appSlug' | 'sentences' | 'road' | 'load' | 'phases' | 'wait'>;

function common(facts: ReportFacts, parts: AdvisedPart[], wording: Wording): Common {
  const { id, team, zone, createdAt, fromAt, toAt } = facts;
  const crossed = parts.flatMap((part) => crossedOf(part, facts));
  const minutesOver = parts.reduce((sum, part) => sum + minutesOf(part, facts), 0);
  const minutes = (toAt - fromAt) / 60_000;
  return {
    version: 2,
    id,
    teamName: team.name,
    teamSlug: team.slug,
    createdAt,
    fromAt,
    toAt,
    zone,
    synthetic: parts.some(({ advice }) => advice.synthetic),
    apps: parts.map((part) => appRow(part, facts, wording)),
    decide: decideOf(parts, wording),
    money: moneyOf(parts),
    crossed: crossed.toSorted(
      (a, b) => Number(b.closedAt === null) - Number(a.closedAt === null) || b.minutes - a.minutes,
    ),
    minutesOver,
    shareOver: parts.length === 1 && minutes > 0 && minutesOver <= minutes ? minutesOver / minutes : null,
    done: doneOf(parts, facts, wording),
    effects: effectsSummary(parts.flatMap(({ advice }) => advice.checklist.done)),
    made: madeFrom(facts),
  };
}

function phasesOf({ position }: Advice, { phases }: Roadmap): ReportDocument['phases'] {
  const here = position.code === 'position' ? position.loadPhase : position.architecturePhase;
  return phases.map((phase, i) => {
    const cost = phase.costs[0];
    return {
      title: shortPhase(phase),
      range: formatLoadRange(phase.from, phase.to),
      ...(rangeBeside({ ...phase, title: shortPhase(phase) }) === '' ? { rangeInTitle: true } : {}),
      done: position.requiredDone[i] ?? 0,
      total: position.requiredTotal[i] ?? phase.required.length,
      cost: cost ? `${formatUsdRange(cost.lowUsd, cost.highUsd)} a month` : 'no cost given',
      here: i === here,
    };
  });
}
