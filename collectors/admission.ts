/** Who may send, and how much: tokens with a memory of seconds, a bucket of points for each app and for its pages. */
import type { IngestLimits, TokenApp } from '@/service/ingest';
import { Refused } from './otlp/reply';

/** That nothing changed is believed this long, so a revoked token leaves within it. */
const believeMs = 5_000;
/** From this age on it is asked again in the background, so that nobody waits. */
const refreshMs = 1_000;
/** A token's answer is believed while no token, limit or app changed, and no longer than this. */
const lookUpMs = 10 * 60_000;
/** Unknown tokens that one address may try in a window. */
const triesPerWindow = 30;
const windowMs = 60_000;
const mostRemembered = 20_000;
/** A database that does not answer for this long counts as away. */
const answerMs = 5_000;

interface Remembered {
  app: TokenApp | null;
  checkedAt: number;
  /** What `Doors.version` said before it was asked. */
  version: string;
  asking: Promise<TokenApp | null> | null;
  /** It was right once: its sender is not guessing. */
  wasKnown: boolean;
}

interface Bucket {
  points: number;
  filledAt: number;
  /** The last one, used again while it says the same: an app far beyond its limit gets thousands a second. */
  refusal: Refused | null;
}

/** Where a browser says that it stands; only given where a page may send at all. */
export interface Page {
  origin: string | undefined;
}

export interface Admission {
  /**
   * The app of a token. Throws Refused: 401 unknown, 403 a page's where it may not be used, 429 too many
   * unknown ones, 503 nobody can tell now.
   */
  admit(token: string | null, sender: { address: string }, page?: Page): Promise<TokenApp>;
  /** The same of a server's token that was looked up just now; null: ask `admit`. */
  known(token: string | null): TokenApp | null;
  /** Whether a page's token names this origin. False while nobody can tell. */
  isListed(origin: string): Promise<boolean>;
  /**
   * Takes points from the bucket of the app (or of its pages), also below zero; throws Refused 429 while it is
   * empty. Asked with 0 before a body is read, so that an app beyond its limit costs no reading.
   */
  takePoints(appId: number, limits: IngestLimits, points: number): void;
}

export interface Doors {
  find: (token: string) => Promise<TokenApp | null>;
  /** Another one whenever what `find` answered may have changed. */
  version: () => Promise<string>;
  origins: () => Promise<Set<string>>;
}

export function admission({ find, version, origins }: Doors, now: () => number): Admission {
  let listed: Promise<Set<string>> = Promise.resolve(new Set());
  let listedAt = Number.NEGATIVE_INFINITY;
  const changes = { version: '', askedAt: Number.NEGATIVE_INFINITY };
  let asking: Promise<void> | null = null;
  const tokens = new Map<string, Remembered>();
  const buckets = new Map<number, Bucket>();
  let tries = new Map<string, number>();
  let triesSinceAt = now();

  /** Asks whether anything changed. */
  function refresh(): Promise<void> {
    const askedAt = now();
    asking ??= within(version(), answerMs)
      .then((said) => void Object.assign(changes, { version: said, askedAt }))
      .finally(() => {
        asking = null;
      });
    return asking;
  }

  /** Whether it is known well enough at `at` if anything changed; asks in the background before it is not. */
  function isUpToDate(at: number): boolean {
    const age = at - changes.askedAt;
    // A failure shows when the answer is too old to be believed.
    if (age >= refreshMs && !asking) refresh().catch(() => {});
    return age < believeMs;
  }

  function isCurrent({ app, version: then, checkedAt }: Remembered, at: number): boolean {
    if (app === null || then !== changes.version || at - checkedAt >= lookUpMs) return false;
    return app.endsAt === null || at < app.endsAt;
  }

  function ask(token: string, memory: Remembered): Promise<TokenApp | null> {
    // What changes from here on shows in a later version.
    const before = changes.version;
    memory.asking ??= within(find(token), answerMs)
      .then((app) => {
        memory.app = app;
        memory.checkedAt = now();
        memory.version = before;
        memory.wasKnown ||= app !== null;
        return app;
      })
      .finally(() => {
        memory.asking = null;
      });
    return memory.asking;
  }

  function remember(token: string): Remembered {
    const known = tokens.get(token);
    if (known) return known;
    // Oldest first is the order of a Map; guesses push out guesses and, at worst, cost a look-up.
    if (tokens.size >= mostRemembered) tokens.delete(tokens.keys().next().value as string);
    const memory: Remembered = {
      app: null,
      checkedAt: Number.NEGATIVE_INFINITY,
      version: '',
      asking: null,
      wasKnown: false,
    };
    tokens.set(token, memory);
    return memory;
  }

  /** Failures count, not look-ups: after a start many good senders of one address are unknown at once. */
  function failures(address: string): number {
    if (now() - triesSinceAt > windowMs || tries.size > mostRemembered) {
      tries = new Map();
      triesSinceAt = now();
    }
    return tries.get(address) ?? 0;
  }

  async function appOf(token: string | null, sender: { address: string }): Promise<TokenApp> {
    if (token === null)
      throw new Refused(
        401,
        'no token: send the header "Authorization: Bearer TOKEN" (or x-headroom-token)',
        'no-token',
      );
    if (token.length > 200) throw new Refused(401, 'the token is not known', 'unknown-token');
    const memory = tokens.get(token) ?? null;
    const at = now();
    if (!isUpToDate(at) && (await refresh().catch(() => 'away')) === 'away') throw away();
    if (memory?.app && isCurrent(memory, at)) return memory.app;
    const remembered = memory !== null && memory.app === null && at - memory.checkedAt < believeMs;
    const { address } = sender;
    if (!memory?.wasKnown && failures(address) >= triesPerWindow) {
      throw new Refused(429, 'too many requests with unknown tokens from this address', 'too-many-unknown-tokens', 60);
    }
    const app = remembered ? memory.app : await ask(token, remember(token)).catch(() => undefined);
    if (app === undefined) throw away();
    if (app !== null) return app;
    if (!remembered) tries.set(address, failures(address) + 1);
    throw new Refused(401, 'the token is not known or was revoked', 'unknown-token');
  }

  return {
    known(token) {
      const memory = token === null ? undefined : tokens.get(token);
      if (!memory?.app || memory.app.kind === 'browser') return null;
      const at = now();
      return isUpToDate(at) && isCurrent(memory, at) ? memory.app : null;
    },

    async admit(token, sender, page) {
      const app = await appOf(token, sender);
      const refused = app.kind === 'browser' ? whyNot(app, page) : null;
      if (!refused) return app;
      refused.app = app;
      throw refused;
    },

    async isListed(origin) {
      if (now() - listedAt >= believeMs) {
        listedAt = now();
        listed = within(origins(), answerMs).catch(() => new Set<string>());
      }
      return (await listed).has(origin);
    },

    takePoints(appId, limits, points) {
      const key = limits.share === 'pages' ? -appId : appId;
      const bucket = buckets.get(key) ?? { points: limits.burstPoints, filledAt: now(), refusal: null };
      buckets.set(key, bucket);
      const gained = ((now() - bucket.filledAt) / 1000) * limits.pointsPerSecond;
      bucket.points = Math.min(limits.burstPoints, bucket.points + gained);
      bucket.filledAt = now();
      if (bucket.points <= 0) throw refusalOf(bucket, limits);
      bucket.points -= points;
    },
  };
}

function away(): Refused {
  return new Refused(503, 'the database is away: send again shortly', 'database-away', 5);
}

function refusalOf(bucket: Bucket, { share, pointsPerSecond }: IngestLimits): Refused {
  const waitS = Math.min(300, Math.ceil((1 - bucket.points) / pointsPerSecond));
  const message = `${share === 'pages' ? 'the pages of this app send' : 'this app sends'} more than ${pointsPerSecond} points a second`;
  const { refusal } = bucket;
  if (refusal?.retryAfterS === waitS && refusal.message === message) return refusal;
  bucket.refusal = new Refused(429, message, 'too-many-points', waitS);
  return bucket.refusal;
}

/** A page's token stands where anybody can read it: it is good for what its pages push, and for nothing else. */
function whyNot({ origins }: TokenApp, page: Page | undefined): Refused | null {
  if (!page)
    return new Refused(
      403,
      'this token is for pages: it may only push metrics to /v1/metrics over HTTP; use a server token here',
      'browser-token',
    );
  const { origin } = page;
  if (origin === undefined)
    return new Refused(403, 'this token is for pages, and no Origin was sent: use a server token here', 'no-origin');
  if (!origins.includes(origin))
    return new Refused(
      403,
      `the origin ${origin.slice(0, 200)} is not listed for this token: add it in the app's settings`,
      'origin-not-listed',
    );
  return null;
}

function within<T>(work: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the database did not answer in time')), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
