/** The checklist with what people wrote beside it, and the same as a file: to read, or to put into a tracker. */
import { openAppView } from '../apps/view';
import { unavailable } from '../errors';
import { parse } from '../inputs/inputs';
import { type ExportFormat, exportFormatInput } from '../inputs/money';
import type { Exported } from '../query';
import { resources } from '../resources';
import type { Actor } from '../views/views';
import type { ChecklistView } from '../views/work';
import {
  type ChecklistFile,
  checklistCsv,
  checklistJson,
  checklistMarkdown,
  githubIssues,
  gitlabCsv,
  jiraCsv,
} from './files';
import { stepWork } from './notes';

export async function checklistView(actor: Actor, slug: string): Promise<ChecklistView> {
  const { view, rows } = await openAppView(actor, slug, 'checklistView');
  return { ...view, work: await stepWork(rows.id) };
}

const WRITERS: Record<ExportFormat, { write(it: ChecklistFile): string; extension: string; contentType: string }> = {
  markdown: { write: checklistMarkdown, extension: 'md', contentType: 'text/markdown; charset=utf-8' },
  csv: { write: checklistCsv, extension: 'csv', contentType: 'text/csv; charset=utf-8' },
  json: { write: checklistJson, extension: 'json', contentType: 'application/json' },
  github: { write: githubIssues, extension: 'jsonl', contentType: 'application/jsonl; charset=utf-8' },
  gitlab: { write: gitlabCsv, extension: 'csv', contentType: 'text/csv; charset=utf-8' },
  jira: { write: jiraCsv, extension: 'csv', contentType: 'text/csv; charset=utf-8' },
};

/** @throws ServiceError `unavailable` before the first advice. */
export async function exportChecklist(actor: Actor, slug: string, format: string): Promise<Exported> {
  const { view, rows } = await openAppView(actor, slug, 'exportChecklist');
  const asked = parse(exportFormatInput, format);
  const { advice, app, roadmap, steps } = view;
  if (advice === null) throw unavailable('There is no checklist yet: it comes with the first data.');
  const { write, extension, contentType } = WRITERS[asked];
  const wording = { nowAt: resources().now(), zone: rows.team.timeZone };
  const body = write({ appName: app.name, roadmap, steps, advice, work: await stepWork(rows.id), wording });
  const kind = asked === extension || asked === 'markdown' ? '' : `-${asked}`;
  return { name: `${app.slug}-checklist${kind}`, extension, contentType, body, cut: [] };
}
