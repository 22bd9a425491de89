/** A machine's ticks: what telemetry proves is ticked, what it long denies is withdrawn (RULES 14.2). */
import { evidenceChange, findEvidence } from '@/advisor/evidence/evidence';
import type { AppFacts, EvidenceFinding, Observations } from '@/advisor/types';
import type { App, Prisma } from '@/prisma/generated/client';
import { audit, type Transaction } from '../audit';
import { plainJson } from '../json';
import { announce } from '../notifications/outbox';

const WORKER = { kind: 'system', name: 'worker' } as const;

/** Writes what changed and answers the step states as they are now, by id. A person's word is never touched. */
export async function applyEvidence(
  tx: Transaction,
  given: {
    app: App;
    facts: AppFacts;
    observations: Observations;
    environment: { name: string; said: boolean } | null;
    nowAt: number;
  },
): Promise<AppFacts['stepStates']> {
  const { app, facts, observations, environment, nowAt } = given;
  const states = new Map(facts.stepStates.map((state) => [state.stepId, state]));
  for (const step of facts.steps) {
    const state = states.get(step.id);
    if (state?.by === 'person') continue;
    const { evidenceWindowMinutes } = facts;
    const evidence = findEvidence(step, observations, { nowAt, evidenceWindowMinutes, state, environment });
    const change = evidenceChange(state, evidence, nowAt, evidenceWindowMinutes);
    const key = { appId: app.id, stepId: step.id };
    const note = (action: string) =>
      audit(tx, {
        actor: WORKER,
        action,
        teamId: app.teamId,
        appId: app.id,
        details: { stepId: step.id, evidence: proofOf(evidence) },
      });
    if (change.change === 'tick' && !state) {
      const tick = { status: 'done' as const, by: 'telemetry' as const, at: change.at };
      await tx.stepState.create({ data: { ...key, ...tick, at: new Date(change.at), evidence: proofOf(evidence) } });
      states.set(step.id, { stepId: step.id, ...tick, reason: null, falseSinceAt: null });
      await note('stepTicked');
    } else if (change.change === 'withdraw' && state) {
      await tx.stepState.delete({ where: { appId_stepId: key } });
      states.delete(step.id);
      await note('stepWithdrawn');
      await announce(tx, {
        key: `evidence:${app.id}/${step.id}:${state.at}`,
        kind: 'evidence.withdrawn',
        teamId: app.teamId,
        appId: app.id,
        payload: { stepId: step.id, title: step.title, tickedAt: state.at },
        nowAt,
      });
    } else if (change.change === 'false-since' && state && state.falseSinceAt !== change.at) {
      // `proofOf` has the releases that reported then; they stay while the proof does.
      const stored = { ...proofOf(evidence), falseSinceAt: change.at, ...kept(state) };
      await tx.stepState.update({ where: { appId_stepId: key }, data: { evidence: stored } });
      const { instrumentation } = change;
      states.set(step.id, {
        ...state,
        falseSinceAt: change.at,
        ...(instrumentation === undefined ? {} : { instrumentation }),
      });
    }
  }
  return [...states.values()].sort((a, b) => (a.stepId < b.stepId ? -1 : 1));
}

/** What was measured of the step's effect outlives a change of its evidence. */
function kept({ effect }: AppFacts['stepStates'][number]): Prisma.InputJsonObject {
  return effect ? { effect: plainJson(effect).value } : {};
}

function proofOf(evidence: EvidenceFinding): Prisma.InputJsonObject {
  return { ...evidence };
}
