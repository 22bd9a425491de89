/**
 * What the start script needs of the other rooms, in one bundle: it makes Headroom's own app and the
 * one-time sign-in links. Reads DATABASE_URL, HEADROOM_URL and HEADROOM_DATA_DIR from the environment.
 */
import { settings } from '@/config/settings';
import { prisma } from '@/prisma/client';

export { ensureSelfApp } from '@/service/apps/self';
export { makeSignInLink, needsFirstOperator, operatorEmail } from '@/service/auth/sign-in-links';
export { rotateKey } from '@/service/rotate-key';

/** Where the encryption keys are. */
export const keyPlace = () => settings();

/** Closes the connections, so that the program can end. */
export const disconnect = () => prisma().$disconnect();
