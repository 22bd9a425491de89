/** What a team writes beside a step, and whose word each tick is. */
import { catalogue } from '@/catalogue/index';
import { notFound } from '../errors';
import { type StepNoteInput, stepNoteInput } from '../inputs/money';
import { resources } from '../resources';
import type { Actor } from '../views/views';
import type { StepWork } from '../views/work';
import { writeToApp } from '../write';

/** Owner, comment, link to the tracker, and why it is blocked; empty takes a part away. */
export async function noteStep(actor: Actor, slug: string, stepId: string, input: StepNoteInput): Promise<void> {
  await writeToApp({
    actor,
    slug,
    verb: 'noteStep',
    schema: stepNoteInput,
    input,
    run: async (tx, { app }, note) => {
      if (!catalogue().steps.has(stepId)) throw notFound('step');
      const key = { appId: app.id, stepId };
      const before = await tx.stepNote.findUnique({ where: { appId_stepId: key } });
      const { owner = null, comment = null, link = null, blocked = null } = before ?? {};
      const next = { owner, comment, link, blocked, ...note };
      if (Object.values(next).every((part) => part === null)) {
        await tx.stepNote.deleteMany({ where: key });
        return;
      }
      const data = { ...next, userId: actor.kind === 'user' ? actor.userId : null, at: new Date(resources().now()) };
      await tx.stepNote.upsert({ where: { appId_stepId: key }, create: { ...key, ...data }, update: data });
    },
    details: (note) => ({ stepId, ...note }),
  });
}

/** Of every step with a note or a person's tick; people by name, or by e-mail where they gave none. */
export async function stepWork(appId: bigint): Promise<Record<string, StepWork>> {
  const { prisma } = resources();
  const [notes, ticks] = await Promise.all([
    prisma.stepNote.findMany({ where: { appId } }),
    prisma.stepState.findMany({ where: { appId, by: 'person' } }),
  ]);
  const ids = [...notes, ...ticks].flatMap(({ userId }) => (userId === null ? [] : [userId]));
  const people = await prisma.user.findMany({ where: { id: { in: [...new Set(ids)] } } });
  const nameOf = (id: bigint | null) => {
    const person = people.find((it) => it.id === id);
    return person ? (person.name ?? person.email) : null;
  };
  const work: Record<string, StepWork> = {};
  const of = (stepId: string): StepWork => {
    work[stepId] ??= {
      owner: null,
      comment: null,
      link: null,
      blocked: null,
      notedBy: null,
      notedAt: null,
      tickedBy: null,
    };
    return work[stepId];
  };
  for (const { stepId, owner, comment, link, blocked, userId, at } of notes)
    Object.assign(of(stepId), { owner, comment, link, blocked, notedBy: nameOf(userId), notedAt: at.getTime() });
  for (const { stepId, userId } of ticks) of(stepId).tickedBy = nameOf(userId);
  return work;
}
