/**
 * Who asks, for pages and actions: the session cookie turned into an Actor, once a request.
 */
import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';
import { isServiceError } from '@/service/errors';
import type { Actor } from '@/service/views';

export type UserActor = Extract<Actor, { kind: 'user' }>;

/** The signed-in user, or null. */
export const optionalActor = cache(async (): Promise<UserActor | null> => {
  await headers();
  throw new Error('sign-in is not built yet');
});

/** The signed-in user; anybody else is sent to /sign-in. */
export async function requireActor(): Promise<UserActor> {
  const actor = await optionalActor();
  if (!actor) redirect('/sign-in');
  return actor;
}

/** For pages: what service does not find becomes Next's 404 page. */
export async function orNotFound<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (isServiceError(error) && error.code === 'not-found') notFound();
    throw error;
  }
}
