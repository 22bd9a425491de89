/**
 * What collectors may ask of service: whose token this is, how much its app may send, which pages may ask.
 * May import prisma. Comes in: a token as it was sent. Goes out: the app, or null; nothing about people.
 */
export { defaultLimits, type IngestLimits } from './limits';
export { openCredential } from './target-credential';
export { findTargets, recordScrapes, type ScrapeOutcome, type ScrapeTarget } from './targets';
export { findOrigins, type TokenApp, tokenFinder } from './tokens';
