/** Headroom as an app in Headroom: its row and the token its own processes push with. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue } from '@/catalogue/index';
import { audit, type Transaction } from '../audit';
import { resources } from '../resources';
import { mintIngestToken, sha256 } from '../secrets';
import { freeSlug } from './slugs';

const LABEL = "Headroom's own processes";
/** The roadmap that Headroom itself follows, if it is there. */
const ROADMAP = 'thousands-to-millions';

/**
 * Makes sure that Headroom's own app exists and that the token its processes push with lies in
 * `self-token` of the data directory (0600). Called after migrations at every start; doing it twice
 * changes nothing. Before there is an operator the app waits in a team "Headroom", which becomes the
 * operator's own at the first sign-in.
 */
export async function ensureSelfApp(input: { dataDir: string }): Promise<{ slug: string; tokenFile: string }> {
  const tokenFile = join(input.dataDir, 'self-token');
  const kept = existsSync(tokenFile) ? readFileSync(tokenFile, 'utf8').trim() : null;
  const made = await resources().prisma.$transaction(async (tx) => {
    // Two processes that start at once must not make two apps.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(4817002)`;
    const app = (await tx.app.findFirst({ where: { self: true, deletedAt: null } })) ?? (await makeApp(tx));
    const valid =
      kept !== null &&
      (await tx.ingestToken.count({ where: { appId: app.id, hash: sha256(kept), revokedAt: null } })) > 0;
    return { slug: app.slug, token: valid ? null : await replaceToken(tx, app) };
  });
  if (made.token) {
    // Written aside and renamed, so that a process that starts meanwhile never reads half of it.
    writeFileSync(`${tokenFile}.new`, `${made.token}\n`, { mode: 0o600 });
    renameSync(`${tokenFile}.new`, tokenFile);
  }
  return { slug: made.slug, tokenFile };
}

async function makeApp(tx: Transaction) {
  const first = await tx.team.findFirst({ orderBy: { id: 'asc' } });
  const team = first ?? (await tx.team.create({ data: { slug: 'headroom', name: 'Headroom' } }));
  const { roadmaps } = catalogue();
  const roadmap = roadmaps.get(ROADMAP) ?? [...roadmaps.values()][0];
  if (!roadmap) throw new Error('There is no roadmap in catalogue/roadmaps.');
  const app = await tx.app.create({
    data: {
      teamId: team.id,
      slug: await freeSlug('Headroom', async (slug) => (await tx.app.count({ where: { slug } })) > 0),
      name: 'Headroom',
      roadmapId: roadmap.id,
      roadmapVersion: roadmap.version,
      // app.users.active counts people with a session used within a day (telemetry/metrics.ts).
      population: 'daily',
      self: true,
    },
  });
  await audit(tx, {
    actor: 'host:start',
    action: 'createApp',
    teamId: team.id,
    appId: app.id,
    details: { self: true },
  });
  return app;
}

/** The file is gone or belongs to another database: a new token, and the old ones end. */
async function replaceToken(tx: Transaction, app: { id: bigint; teamId: bigint }): Promise<string> {
  const { token, hash, hint } = mintIngestToken();
  const revokedAt = new Date(resources().now());
  await tx.ingestToken.updateMany({ where: { appId: app.id, label: LABEL, revokedAt: null }, data: { revokedAt } });
  await tx.ingestToken.create({ data: { appId: app.id, hash, hint, label: LABEL } });
  await audit(tx, { actor: 'host:start', action: 'newToken', teamId: app.teamId, appId: app.id, details: { hint } });
  return token;
}
