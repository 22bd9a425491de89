/**
 * What collectors may ask of service: whose token this is, how much its app may send, which pages may ask.
 * Asks in SQL: Prisma would take some 70 MiB of each collector. Comes in: a token as it was sent. Goes out: the app,
 * or null; nothing about people.
 */
export { defaultLimits, type IngestLimits } from './limits';
export { openCredential } from './target-credential';
export { findTargets, recordScrapes, type ScrapeOutcome, type ScrapeTarget } from './targets';
export { findOrigins, type TokenApp, tokenFinder } from './tokens';
