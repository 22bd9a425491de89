/**
 * What collectors may ask of service: whose token this is and how much its app may send.
 * May import prisma. Comes in: a token as it was sent. Goes out: the app, or null; nothing about people.
 */
export { defaultLimits, type IngestLimits } from './limits';
export { findToken, type TokenApp } from './tokens';
