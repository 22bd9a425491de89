/** One request to the API of a running Headroom. */
import type { z } from 'zod';
import type * as shape from '@/service/api/shapes';

type Shape<T extends z.ZodType> = z.output<T>;
export interface Answers {
  apps: Shape<typeof shape.appsShape>;
  headroom: Shape<typeof shape.headroomShape>;
  checklist: Shape<typeof shape.checklistShape>;
  estimate: Shape<typeof shape.estimateShape>;
  report: Shape<typeof shape.reportShape>;
  deployment: Shape<typeof shape.deploymentShape>;
  exported: Shape<typeof shape.exportedShape>;
  applied: Shape<typeof shape.appliedShape>;
}

/** Said to the person; the exit code is 2. */
export class CannotAsk extends Error {}

/** A file of a thousand new apps is written in half a minute. */
const PATIENCE_MS = 120_000;

/** @throws CannotAsk with what was answered and what to do */
export async function ask<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
  const { HEADROOM_URL: url, HEADROOM_TOKEN: token } = process.env;
  if (!url || !URL.canParse(url)) throw new CannotAsk('Set HEADROOM_URL, such as https://headroom.example.com');
  if (!token) throw new CannotAsk('Set HEADROOM_TOKEN: a team’s page "API tokens" makes one.');
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${url.replace(/\/$/, '')}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE_MS),
      redirect: 'error',
    });
    text = await response.text();
  } catch (error) {
    const { message, cause } = error as Error;
    throw new CannotAsk(`${url} does not answer: ${cause instanceof Error ? cause.message || message : message}`);
  }
  const answer = parsed(text);
  if (response.ok && answer !== null) return answer as T;
  const { message, fix } = (answer as { error?: { message?: string; fix?: string } } | null)?.error ?? {};
  throw new CannotAsk(
    message ? `${message} ${fix ?? ''}`.trim() : `${url} answered ${response.status}, which is not Headroom’s API.`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
