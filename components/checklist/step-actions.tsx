'use client';
/** A person's word on a step: done, won't do with a reason, or open again. */
import { useActionState, useState } from 'react';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { ErrorLine } from '@/components/ui/what-went-wrong';

export interface TickInput {
  stepId: string;
  status: 'done' | 'wont' | 'open';
  reason?: string;
}

export type TickAction = (input: TickInput) => Promise<{ error: string | null }>;

interface Props {
  stepId: string;
  status: 'open' | 'done' | 'wont';
  /** Ticked by telemetry: then opening it again lasts only until the proof is seen anew. */
  byTelemetry: boolean;
  looksDone: boolean;
  tick: TickAction;
}

export function StepActions({ stepId, status, byTelemetry, looksDone, tick }: Props) {
  const [refusing, setRefusing] = useState(false);
  const [result, send, busy] = useActionState(async (_: { error: string | null } | null, data: FormData) => {
    const wanted = String(data.get('status')) as TickInput['status'];
    const answer = await tick({ stepId, status: wanted, reason: String(data.get('reason') ?? '') || undefined });
    if (!answer.error) setRefusing(false);
    return answer;
  }, null);

  if (status !== 'open') {
    return (
      <form action={send} className="flex flex-wrap items-center gap-2">
        <input type="hidden" name="status" value="open" />
        <Button type="submit" busy={busy}>
          Open again
        </Button>
        {byTelemetry ? <span className="text-ink3 text-xs">It ticks itself again while its proof is seen.</span> : null}
        <ErrorLine error={result?.error} className="w-full" />
      </form>
    );
  }
  if (refusing) {
    return (
      <form action={send} className="grid gap-3">
        <input type="hidden" name="status" value="wont" />
        <TextField
          name="reason"
          required
          maxLength={500}
          label="Why not?"
          hint="Shown on the checklist and in reports as an accepted risk."
          error={result?.error}
          autoFocus
        />
        <div className="flex gap-2">
          <Button type="submit" kind="primary" busy={busy}>
            Accept the risk
          </Button>
          <Button kind="quiet" onClick={() => setRefusing(false)}>
            Back
          </Button>
        </div>
      </form>
    );
  }
  return (
    <form action={send} className="flex flex-wrap items-center gap-2">
      <input type="hidden" name="status" value="done" />
      <Button type="submit" kind="primary" busy={busy}>
        {looksDone ? 'Confirm: it is done' : 'Mark as done'}
      </Button>
      <Button kind="quiet" className="ml-auto" onClick={() => setRefusing(true)}>
        Won’t do
      </Button>
      <ErrorLine error={result?.error} className="w-full" />
    </form>
  );
}
