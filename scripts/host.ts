/**
 * What the start script needs of the other rooms, in one bundle: it makes Headroom's own app and the
 * one-time sign-in links. Reads DATABASE_URL, HEADROOM_URL and HEADROOM_DATA_DIR from the environment.
 */
import { prisma } from '@/prisma/client';

export { ensureSelfApp } from '@/service/self';
export { makeSignInLink, needsFirstOperator } from '@/service/sign-in-links';

/** Closes the connections, so that the program can end. */
export const disconnect = () => prisma().$disconnect();
