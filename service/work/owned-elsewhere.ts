/** Open steps of a team's other apps that the same people do: they are done one after another (RULES 13.3). */
import type { OwnedStep } from '@/advisor/types';
import type { Transaction } from '../audit';
import type { AppRows } from '../evaluate/facts';

/** More of one owner's steps than anybody plans by hand. */
const MOST = 200;

/**
 * As those apps' own evaluations last found them. Only when they have to be ready counts here, never when they
 * are to begin, so that two apps do not push each other's dates ever further.
 */
export async function ownedElsewhere(tx: Transaction, app: AppRows): Promise<OwnedStep[]> {
  const owners = [...new Set(app.stepNotes.map(({ owner }) => owner?.trim().toLowerCase() ?? ''))].filter(Boolean);
  if (owners.length === 0) return [];
  const rows = await tx.$queryRaw<{ app: string; owner: string; step: Found }[]>`
    SELECT app.name AS app, note.owner AS owner, step
    FROM app
      JOIN step_note AS note ON note.app_id = app.id
      JOIN app_state AS state ON state.app_id = app.id
      CROSS JOIN LATERAL jsonb_array_elements(
        (state.advice->'checklist'->'open') || (state.advice->'checklist'->'helpful')) AS step
    WHERE app.team_id = ${app.teamId} AND app.id <> ${app.id} AND app.deleted_at IS NULL
      AND lower(trim(note.owner)) = ANY(${owners}) AND step->>'stepId' = note.step_id
      AND step->'need'->>'earlyAt' IS NOT NULL
    ORDER BY app.id, note.step_id LIMIT ${MOST}`;
  return rows.map(({ app: name, owner, step }) => ({ app: name, owner, leadDays: step.leadDays, ...step.need }));
}

interface Found {
  leadDays: OwnedStep['leadDays'];
  need: { likelyAt: number | null; earlyAt: number | null };
}
