/** Whether Headroom itself is well: database, collector, worker, address. */
import { MINUTE_MS } from '@/advisor/types';
import { requireSignedIn } from './authorise';
import { collectorUrl, publicUrl } from './configuration';
import type { Summary } from './evaluate/summary';
import { flowView } from './flow';
import { resources } from './resources';
import type { Actor, FlowView, StatusView } from './views/views';

type Part = StatusView['parts'][number];

/** The worker looks at every app each minute; three missed looks are late. */
const WORKER_LATE_MS = 3 * MINUTE_MS;
const PROBE_MS = 1_500;

export async function status(actor: Actor): Promise<StatusView> {
  requireSignedIn(actor, 'status');
  const database = await databasePart();
  const up = database.state !== 'down';
  const rest = up ? await Promise.all([workerPart(), numbersPart(), collectorPart(collectorUrl())]) : [];
  const flow = up ? seenBy(actor, await flowView()) : null;
  const parts = [database, ...rest.flatMap((part) => part ?? []), ...addressPart(publicUrl())];
  const late = flow?.stages.some(({ state }) => state === 'late') ?? false;
  return { ok: !late && parts.every(({ state }) => state === 'ok' || state === 'warn'), parts, flow };
}

/** What was refused of all apps together is for operators; a team sees what was refused of its own app where it connects it. */
function seenBy(actor: Actor, flow: FlowView): FlowView {
  const isOperator = actor.kind === 'system' || (actor.kind === 'user' && actor.operator);
  if (isOperator) return flow;
  const stages = flow.stages.filter(({ id, state }) => id !== 'refused' || state === 'warn');
  return { ...flow, refused: null, stages: stages.map((it) => (it.id === 'refused' ? { ...it, value: null } : it)) };
}

async function databasePart(): Promise<Part> {
  try {
    await resources().prisma.$queryRaw`SELECT 1`;
    return { name: 'database', state: 'ok', says: 'PostgreSQL answers.' };
  } catch {
    const says = 'PostgreSQL does not answer. Nothing that was acknowledged is lost; senders keep what they hold.';
    return { name: 'database', state: 'down', says };
  }
}

async function workerPart(): Promise<Part> {
  const { prisma, now } = resources();
  const [apps, { _max: newest }] = await Promise.all([
    prisma.app.count({ where: { deletedAt: null } }),
    prisma.appState.aggregate({ _max: { computedAt: true } }),
  ]);
  const name = 'worker';
  if (apps === 0) return { name, state: 'ok', says: 'There is no app to look at yet.' };
  const at = newest.computedAt?.getTime() ?? null;
  if (at === null) return { name, state: 'late', says: 'The worker has not looked at any app yet.' };
  const minutes = Math.floor((now() - at) / MINUTE_MS);
  if (now() - at > WORKER_LATE_MS) {
    return { name, state: 'late', says: `Advice was last made ${minutes} min ago; it should be every minute.` };
  }
  return { name, state: 'ok', says: 'Advice is made every minute.' };
}

/** No number that is not finite reaches a page unnoticed. */
async function numbersPart(): Promise<Part | null> {
  const states = await resources().prisma.appState.findMany({
    select: { summary: true, app: { select: { slug: true } } },
  });
  const odd = states.filter(({ summary }) => ((summary as unknown as Partial<Summary>).notFinite ?? []).length > 0);
  if (odd.length === 0) return null;
  const says = `The advice of ${odd.length} app(s) held numbers that are not finite; they show as unknown. Please report this.`;
  return { name: 'advice', state: 'warn', says };
}

async function collectorPart(address: string): Promise<Part> {
  const name = 'collector';
  try {
    const answer = await fetch(`${address}/readyz`, { signal: AbortSignal.timeout(PROBE_MS) });
    if (answer.ok) return { name, state: 'ok', says: 'The collector takes telemetry.' };
    return { name, state: 'down', says: `The collector refuses telemetry for now (${answer.status}); senders repeat.` };
  } catch {
    const says = `No collector answers at ${address}. If it runs on another machine, look there.`;
    return { name, state: 'down', says };
  }
}

/** Plain http beyond this machine sends passwords and tokens in the clear. */
export function addressPart(url: string): Part[] {
  const { protocol, hostname } = new URL(url);
  const near = hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
  if (protocol === 'https:' || near) return [{ name: 'address', state: 'ok', says: `Pages live at ${url}.` }];
  const says = `${url} is plain http: passwords and tokens travel in the clear. Put TLS in front and set HEADROOM_URL to https.`;
  return [{ name: 'address', state: 'warn', says }];
}
