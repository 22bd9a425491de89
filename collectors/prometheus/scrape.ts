/** One scrape: ask, read, store, and say what came of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { TargetRefused } from '@/config/allowed-targets';
import { DecryptionError, type Keyring } from '@/config/encryption';
import { type Outbound, OutboundError, type OutboundReply } from '@/config/outbound';
import { openCredential, type ScrapeOutcome, type ScrapeTarget } from '@/service/ingest';
import type { Admission } from '../admission';
import type { Committer } from '../committer';
import type { Ledger } from '../ledger';
import { nameSeries } from '../otlp/intern';
import { Refused } from '../otlp/reply';
import type { SeriesCache } from '../otlp/series-cache';
import { ExpositionError, type ExpositionFormat } from './exposition';
import {
  addReport,
  endAll,
  readScrape,
  type ScrapedPoints,
  type ScrapeInput,
  type TargetMemory,
} from './scrape-points';

export interface ScrapeParts {
  pool: pg.Pool;
  admission: Pick<Admission, 'takePoints'>;
  committer: Pick<Committer, 'commit'>;
  ledger: Pick<Ledger, 'kept' | 'lost'>;
  cache: SeriesCache;
  outbound: Outbound;
  keys: () => Keyring;
  now: () => number;
  log: (message: string, error: unknown) => void;
}

interface OneScrape extends ScrapeParts {
  /** Whether this collector still has the target: asked before anything is written. */
  holds: () => boolean;
}

const mostBodyBytes = 16 * 1024 * 1024;
/** Answers that this process holds at once. */
const mostHeldBytes = 128 * 1024 * 1024;
const retryMs = 1_000;
const accept = 'application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';

let heldBytes = 0;

/** Scrapes a target and stores what it said. Null: another collector has it by now, nothing was written. */
export async function scrapeTarget(
  target: ScrapeTarget,
  memory: TargetMemory,
  parts: OneScrape,
): Promise<ScrapeOutcome | null> {
  const at = parts.now();
  const startedAt = performance.now();
  const input = () => inputOf(target, memory, at, parts);
  let mine = 0;
  const hold = (bytes: number) => {
    mine += bytes;
    heldBytes += bytes;
    return heldBytes <= mostHeldBytes;
  };
  let out: ScrapedPoints;
  let error: string | null = null;
  try {
    const { body, format } = await ask(target, hold, parts);
    out = readScrape(body, format, input());
  } catch (failure) {
    error = inWords(failure, parts);
    out = endAll(input());
  } finally {
    heldBytes -= mine;
  }
  const { samples } = out;
  const durationMs = performance.now() - startedAt;
  addReport(
    out,
    { up: error === null ? 1 : 0, scrape_duration_seconds: durationMs / 1000, scrape_samples_scraped: samples },
    input(),
  );
  const kept = await keepTrying(out, target, parts, startedAt + target.intervalMs);
  if (kept === 'lost-lease') return null;
  return { id: target.id, at, error: error ?? kept, samples, durationMs };
}

/** Ends every series of a target that is read no more. */
export async function endTarget(target: ScrapeTarget, memory: TargetMemory, parts: ScrapeParts): Promise<void> {
  const startedAt = performance.now();
  const out = endAll(inputOf(target, memory, parts.now(), parts));
  await keepTrying(out, target, { ...parts, holds: () => true }, startedAt + retryMs);
}

function inputOf(target: ScrapeTarget, memory: TargetMemory, at: number, { cache, now }: ScrapeParts): ScrapeInput {
  const { appId, limits, job, instance } = target;
  return { memory, app: cache.of(appId, limits.activeSeries, now()), limits, labels: { job, instance }, at };
}

async function ask(
  target: ScrapeTarget,
  hold: (bytes: number) => boolean,
  { outbound, keys }: ScrapeParts,
): Promise<{ body: Buffer; format: ExpositionFormat }> {
  const { url, timeoutMs, credential } = target;
  const reply = await outbound.get({
    url: new URL(url),
    headers: {
      accept,
      'user-agent': 'Headroom',
      'x-prometheus-scrape-timeout-seconds': String(timeoutMs / 1000),
      ...(credential ? { authorization: openCredential(credential, target, keys()) } : {}),
    },
    timeoutMs,
    mostBytes: mostBodyBytes,
    hold,
  });
  return { body: reply.body, format: formatOf(reply) };
}

function formatOf({ status, headers }: OutboundReply): ExpositionFormat {
  if (status >= 300 && status < 400)
    throw new OutboundError(`It answered ${status}, a redirect, which is not followed: enter the address it leads to.`);
  if (status === 401 || status === 403) throw new OutboundError(`It answered ${status}: check the credential.`);
  if (status === 404) throw new OutboundError('It answered 404: check the path of the address.');
  if (status !== 200) throw new OutboundError(`It answered ${status}.`);
  const type = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'application/openmetrics-text') return 'openmetrics';
  if (type === 'text/html') throw new OutboundError('It answered a web page, not metrics: check the path.');
  return 'text';
}

/**
 * A pull cannot be sent again by anybody else, so what the database does not take now is offered until the
 * next scrape is due. Null: durable; else why not.
 */
async function keepTrying(
  out: ScrapedPoints,
  target: ScrapeTarget,
  parts: OneScrape,
  until: number,
): Promise<string | null> {
  const { appId, limits } = target;
  try {
    parts.admission.takePoints(appId, limits, out.points.length);
  } catch (refusal) {
    if (refusal instanceof Refused) return `Not stored: ${refusal.message}.`;
    throw refusal;
  }
  for (;;) {
    if (!parts.holds()) return 'lost-lease';
    try {
      await keep(out, target, parts);
      return null;
    } catch (error) {
      if (performance.now() + retryMs >= until) {
        parts.log('a scrape could not be stored', error);
        return 'The database is away: what it answered was not stored.';
      }
      await sleep(retryMs);
    }
  }
}

async function keep(out: ScrapedPoints, { appId, limits }: ScrapeTarget, parts: ScrapeParts): Promise<void> {
  const app = parts.cache.of(appId, limits.activeSeries, parts.now());
  await nameSeries({ points: out.points, pending: out.pending, app }, parts.pool);
  if (out.points.length > 0) await parts.committer.commit(appId, out.points);
  parts.ledger.kept(appId, 0, out.points.length);
  for (const [reason, { points, example }] of out.rejections) parts.ledger.lost(appId, reason, points, example);
}

function inWords(failure: unknown, { log }: ScrapeParts): string {
  if (failure instanceof TargetRefused) return `${failure.message} ${failure.fix}`;
  if (failure instanceof OutboundError) return failure.message;
  if (failure instanceof ExpositionError) return `What it answered cannot be read: ${failure.message}.`;
  if (failure instanceof DecryptionError)
    return `Its credential cannot be read (${failure.message}): remove the target and add it again.`;
  log('a scrape failed', failure);
  return 'It failed for a reason that is in the log of the collector.';
}
