/** Requests that must not be done twice: the same Idempotency-Key of the same token gets the same answer for a day. */
import { ServiceError } from '../errors';
import { plainJson } from '../json';
import { resources } from '../resources';
import { sha256 } from '../secrets';
import type { Actor } from '../views/views';
import type { Operation } from './operation';

const DAY_MS = 86_400_000;
/** One that was begun and never ended (the process stopped) may be tried again. */
const BEGUN_MS = 60_000;

interface Request {
  key: string;
  operation: Operation;
  given: unknown;
}

export async function doneOnce(
  { grant }: Exclude<Actor, { kind: 'system' }>,
  { key, operation, given }: Request,
  work: () => Promise<unknown>,
): Promise<unknown> {
  if (!/^[\x21-\x7e]{1,100}$/.test(key)) throw wrong('1 to 100 characters, no spaces', 'A UUID does well.');
  if (!grant) return work();
  const { prisma, now } = resources();
  const tokenId = BigInt(grant.tokenId);
  const asked = sha256(`${operation.id} ${JSON.stringify(given)}`);
  const at = now();
  const old = [
    { at: { lt: new Date(at - DAY_MS) } },
    { at: { lt: new Date(at - BEGUN_MS) }, answer: { equals: null } },
  ];
  await prisma.apiRequest.deleteMany({ where: { tokenId, OR: old as never } });
  const mine = { tokenId, key, asked, at: new Date(at) };
  const { count } = await prisma.apiRequest.createMany({ data: [mine], skipDuplicates: true });
  const where = { tokenId_key: { tokenId, key } };
  if (count === 0) {
    const before = await prisma.apiRequest.findUnique({ where });
    if (before && !Buffer.from(before.asked).equals(Buffer.from(asked)))
      throw wrong('was used for another request', 'Give each request a key of its own.');
    if (!before?.answer) {
      const message = 'The same request is still under way.';
      throw new ServiceError({ code: 'conflict', message, fix: 'Ask again in a second.' });
    }
    return (before.answer as { value: unknown }).value;
  }
  try {
    const answer = await work();
    const kept = { value: withoutSecret(answer) ?? null };
    await prisma.apiRequest.update({ where, data: { answer: plainJson(kept).value } });
    return answer;
  } catch (error) {
    await prisma.apiRequest.delete({ where });
    throw error;
  }
}

function withoutSecret(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null) return answer;
  const secrets = ['token', 'url'].filter((name) => name in answer);
  return { ...answer, ...Object.fromEntries(secrets.map((name) => [name, null])) };
}

function wrong(what: string, fix: string): ServiceError {
  return new ServiceError({ code: 'invalid', field: 'Idempotency-Key', message: `Idempotency-Key: ${what}.`, fix });
}
