/**
 * Who asks, for pages, actions and API routes: the session cookie turned into an Actor, once a request.
 */
import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';
import { viewer } from '@/service';
import { sessionUser } from '@/service/auth/sessions';
import { isServiceError } from '@/service/errors';
import type { Actor } from '@/service/views/views';
import { browser } from './browser';
import { sessionIdOfCookie } from './session-cookie';

export type UserActor = Extract<Actor, { kind: 'user' }>;

/** The signed-in user, or null. */
export const optionalActor = cache(async (): Promise<UserActor | null> => {
  const sessionId = await sessionIdOfCookie();
  const user = sessionId ? await sessionUser(sessionId) : null;
  return user && { ...user, address: (await browser()).address };
});

/** The signed-in user; anybody else is sent to /sign-in. */
export async function requireActor(): Promise<UserActor> {
  const actor = await optionalActor();
  if (!actor) redirect('/sign-in');
  return actor;
}

/** Their name and teams, read once a request however many parts of a page ask. */
export const viewerOf = cache(viewer);

/** For pages: what service does not find becomes Next's 404 page. */
export async function orNotFound<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (isServiceError(error) && error.code === 'not-found') notFound();
    throw error;
  }
}
