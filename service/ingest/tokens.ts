import { sha256 } from '@/service/secrets';
import type { Db } from '@/store';
import { defaultLimits, type IngestLimits, limitsOf, pageLimits } from './limits';

/** The app that a token speaks for. */
export interface TokenApp {
  tokenId: number;
  appId: number;
  kind: 'server' | 'browser';
  /** Pages that may use a browser's token, such as https://shop.example.com. */
  origins: readonly string[];
  limits: IngestLimits;
  /** When it stops working (ms), where that is known ahead. */
  endsAt: number | null;
}

/** Not ended yet (a token that is being rotated ends at a time ahead), of an app that is there; $1 is now. */
const alive = '(t.revoked_at IS NULL OR t.revoked_at > $1::timestamptz) AND a.deleted_at IS NULL';

interface TokenRow {
  id: string;
  app_id: string;
  kind: 'server' | 'browser';
  origins: string[];
  hash: string;
  revoked_at: Date | null;
  limits: unknown;
}

async function findTokens(db: Db, tokens: string[], installation: IngestLimits): Promise<(TokenApp | null)[]> {
  const hashes = tokens.map((token) => Buffer.from(sha256(token)));
  const { rows } = await db.query<TokenRow>(
    `SELECT t.id, t.app_id, t.kind::text, t.origins, encode(t.hash, 'hex') AS hash, t.revoked_at, a.limits
     FROM ingest_token t JOIN app a ON a.id = t.app_id WHERE t.hash = ANY($2::bytea[]) AND ${alive}`,
    [new Date(), hashes],
  );
  const found = new Map(rows.map((row) => [row.hash, row]));
  return hashes.map((hash) => {
    const row = found.get(hash.toString('hex'));
    if (!row) return null;
    const limits = limitsOf(installation, row.limits);
    return {
      tokenId: Number(row.id),
      appId: Number(row.app_id),
      kind: row.kind,
      origins: row.origins,
      limits: row.kind === 'browser' ? pageLimits(limits) : limits,
      endsAt: row.revoked_at?.getTime() ?? null,
    };
  });
}

/** Tokens looked up by one statement. */
const MOST_AT_ONCE = 500;
/** A look-up that takes longer may hang: the next ones go beside it, so many at most. */
const STALLED_MS = 1_000;
const MOST_BESIDE = 4;

interface Asked {
  token: string;
  resolve: (app: TokenApp | null) => void;
  reject: (error: unknown) => void;
}

/**
 * Finds the app of a token; null if it was never made, has ended, or its app is deleted. Rejects when the database
 * is away. Who lets a browser's token read anything gives the app's data to everybody. What is asked while a look-up
 * is under way goes into the next one together: after a start all senders ask at once.
 */
export function tokenFinder(db: Db, installation: IngestLimits = defaultLimits) {
  let waiting: Asked[] = [];
  let underWay = 0;
  let begunAt = Number.NEGATIVE_INFINITY;

  async function lookUp(): Promise<void> {
    underWay++;
    while (waiting.length > 0) {
      const some = waiting.slice(0, MOST_AT_ONCE);
      waiting = waiting.slice(MOST_AT_ONCE);
      begunAt = performance.now();
      try {
        const tokens = some.map(({ token }) => token);
        const found = await findTokens(db, tokens, installation);
        for (const [i, { resolve }] of some.entries()) resolve(found[i] ?? null);
      } catch (error) {
        for (const { reject } of some) reject(error);
      }
    }
    underWay--;
  }

  return (token: string): Promise<TokenApp | null> =>
    new Promise((resolve, reject) => {
      waiting.push({ token, resolve, reject });
      const stalled = performance.now() - begunAt > STALLED_MS && underWay < MOST_BESIDE;
      if (underWay === 0 || stalled) void lookUp();
    });
}

/** Every origin that some page's token names: a browser asks for leave before it shows its token. */
export async function findOrigins(db: Db): Promise<Set<string>> {
  const { rows } = await db.query<Pick<TokenRow, 'origins'>>(
    `SELECT t.origins FROM ingest_token t JOIN app a ON a.id = t.app_id WHERE t.kind = 'browser' AND ${alive}`,
    [new Date()],
  );
  return new Set(rows.flatMap(({ origins }) => origins));
}
