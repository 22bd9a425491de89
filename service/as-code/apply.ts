/** A team as a file, and a file as a team: all of it in one transaction, or nothing. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Team } from '@/prisma/generated/client';
import { rederive } from '../apps/rederive';
import type { Transaction } from '../audit';
import { openTeam } from '../authorise';
import { ServiceError } from '../errors';
import { reEvaluate } from '../evaluate/re-evaluate';
import { parse } from '../inputs/inputs';
import type { GivenSecret } from '../notifications/channel-parts';
import { resources } from '../resources';
import { lockTeam, sameRole } from '../teams/write';
import type { Actor } from '../views/views';
import { compare, type ToldChange, told } from './compare';
import { readTeam } from './read';
import { givenSecrets, secretChanges } from './secrets';
import { documentText, MOST_CHARACTERS, type Placed, readDocument } from './text';
import { writeApps } from './write-app';
import { writeChannels } from './write-channels';
import { writeReports } from './write-reports';
import { removeRoadmaps, writeDashboards, writeHolidays, writeMoney, writeRoadmaps } from './write-team';
import { Writing } from './writing';

/** Of the request: JSON of a text may be longer than the text. */
export const MOST_APPLY_BYTES = 3 * MOST_CHARACTERS;
/** A thousand new apps are some thousands of statements. */
const TRANSACTION = { maxWait: 10_000, timeout: 60_000 };
/** Judged at once; the worker comes to the others within its minute. */
const JUDGED_AT_ONCE = 20;

export const applyInput = z.strictObject({
  text: z
    .string()
    .max(MOST_CHARACTERS, `at most ${MOST_CHARACTERS / 1024} KiB`)
    .describe('The file, as `exportTeam` writes it.'),
  dryRun: z.boolean().default(false).describe('Tells what would change, and changes nothing.'),
  prune: z.boolean().default(false).describe('Takes away what the file does not name. Apps stay.'),
  erase: z.boolean().default(false).describe('A shorter retention may erase telemetry.'),
  expect: z
    .string()
    .max(80)
    .optional()
    .describe('`fingerprint` of what was shown: refused if it is not that any more.'),
  secrets: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/), z.string().max(2_000))
    .default({})
    .describe('Values of the variables that the file names as env:NAME.'),
});
export type ApplyInput = z.input<typeof applyInput>;

export interface Applied {
  /** Whether anything was written: false of a dry run, and where there was nothing to change. */
  applied: boolean;
  changes: ToldChange[];
  /** What is left to people. */
  notes: string[];
  fingerprint: string;
}

/** The named team, or that of the actor's token, as YAML without secrets. */
export async function exportTeam(actor: Actor, teamSlug?: string): Promise<{ text: string }> {
  const { team } = await openTeam(actor, teamSlug, 'exportTeam');
  const { document } = await resources().prisma.$transaction((tx) => readTeam(tx, team), {
    ...TRANSACTION,
    isolationLevel: 'RepeatableRead',
  });
  return { text: documentText(document) };
}

/** Brings a team to the state of a file. A dry run does the very same, and takes it back. */
export async function applyTeam(actor: Actor, teamSlug: string | undefined, given: ApplyInput): Promise<Applied> {
  const scope = await openTeam(actor, teamSlug, 'applyTeam');
  const input = parse(applyInput, given);
  const file = readDocument(input.text);
  parse(z.unknown(), file.value);
  const secrets = await givenSecrets(file.value, input.secrets);
  const { prisma, now } = resources();
  const done = await prisma
    .$transaction(async (tx) => {
      // In the order of the verbs that lock both.
      await lockApps(tx, scope.team);
      await lockTeam(tx, scope.team.id);
      await sameRole(tx, actor, scope);
      const team = await tx.team.findUniqueOrThrow({ where: { id: scope.team.id } });
      const common = { actor, role: scope.role, team, at: new Date(now()), file };
      const result = await write(tx, common, { ...input, given: secrets });
      if (input.dryRun) throw new TakenBack(result);
      return result;
    }, TRANSACTION)
    .catch((error) => {
      if (error instanceof TakenBack) return error.result;
      throw error;
    });
  const { writing, fingerprint } = done;
  const { changes } = writing.compared;
  const applied = !input.dryRun && changes.length > 0;
  if (applied) await after(writing);
  return { applied, changes: changes.map(told), notes: writing.notes, fingerprint };
}

interface Done {
  writing: Writing;
  fingerprint: string;
}

/** Ends a transaction so that nothing of it stays. */
class TakenBack extends Error {
  constructor(readonly result: Done) {
    super('a dry run');
  }
}

type Common = Writing['given'] & { file: Placed };
type Wanted = z.output<typeof applyInput> & { given: Map<string, GivenSecret> };

async function write(tx: Transaction, common: Common, { prune, erase, expect, given }: Wanted): Promise<Done> {
  const read = await readTeam(tx, common.team, Object.keys(common.file.value.roadmaps));
  const numbers = new Map([...read.roadmaps].map(([slug, { number }]) => [slug, number]));
  const compared = compare(read.document, common.file.value, { prune, numbers });
  compared.changes.push(...secretChanges(common.file.value, read, given));
  const fingerprint = createHash('sha256').update(JSON.stringify(compared.changes)).digest('base64url');
  if (expect !== undefined && expect !== fingerprint) {
    const message = 'The team is not as it was when the changes were shown.';
    throw new ServiceError({ code: 'conflict', message, fix: 'Look at the changes again.' });
  }
  const writing = new Writing(tx, common, read, compared, erase);
  const { before, after } = compared;
  await writeMoney(writing);
  await writeHolidays(writing);
  await writeRoadmaps(writing);
  await writeApps(writing);
  await removeRoadmaps(writing);
  await writeDashboards(writing);
  await writeChannels(writing, given);
  await writeReports(writing, ['reports'], null, before.reports, after.reports);
  if (compared.changes.length > 0) await writing.audit();
  return { writing, fingerprint };
}

/** Whoever changes one of the team's apps meanwhile waits. */
async function lockApps(tx: Transaction, { id }: Team): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM app WHERE team_id = ${id} AND deleted_at IS NULL ORDER BY id FOR UPDATE`;
}

async function after({ derived, judged }: Writing): Promise<void> {
  for (const id of derived) await rederive(id);
  for (const id of [...judged].slice(0, JUDGED_AT_ONCE)) await reEvaluate(id);
}
