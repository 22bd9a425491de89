'use client';
/** What the team writes beside a step: who does it, a word, its tracker, and why it cannot go on. */
import { useActionState, useState } from 'react';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { ErrorLine } from '@/components/ui/what-went-wrong';
import type { StepWork } from '@/service/views/work';

export interface NoteInput {
  stepId: string;
  owner: string;
  comment: string;
  link: string;
  blocked: string;
}

export type NoteAction = (input: NoteInput) => Promise<{ error: string | null }>;

const FIELDS = [
  {
    name: 'owner',
    label: 'Owner',
    maxLength: 80,
    hint: 'A person or a team; dates take their steps one after another',
  },
  { name: 'link', label: 'In your tracker', maxLength: 500, hint: 'https://…' },
  { name: 'blocked', label: 'Blocked because', maxLength: 500, hint: 'Empty: it can go on' },
  { name: 'comment', label: 'Comment', maxLength: 1000, hint: '' },
] as const;

export function StepNote({ stepId, work, note }: { stepId: string; work: StepWork | null; note: NoteAction | null }) {
  const [writing, setWriting] = useState(false);
  const [result, send, busy] = useActionState(async (_: { error: string | null } | null, data: FormData) => {
    const text = (name: string) => String(data.get(name) ?? '');
    const answer = await note?.({
      stepId,
      owner: text('owner'),
      comment: text('comment'),
      link: text('link'),
      blocked: text('blocked'),
    });
    if (!answer?.error) setWriting(false);
    return answer ?? null;
  }, null);

  if (writing && note) {
    return (
      <form action={send} className="grid gap-3">
        {FIELDS.map(({ name, label, maxLength, hint }) => (
          <TextField
            key={name}
            name={name}
            label={label}
            hint={hint}
            maxLength={maxLength}
            defaultValue={work?.[name] ?? ''}
            error={result?.error?.startsWith(`${name}:`) ? result.error : null}
          />
        ))}
        <div className="flex gap-2">
          <Button type="submit" kind="primary" busy={busy}>
            Save
          </Button>
          <Button kind="quiet" onClick={() => setWriting(false)}>
            Back
          </Button>
        </div>
        <ErrorLine error={result?.error} />
      </form>
    );
  }
  return (
    <div className="grid gap-2">
      <NoteWords work={work} />
      {note ? (
        <Button size="sm" className="justify-self-start" onClick={() => setWriting(true)}>
          {work?.notedAt ? 'Change owner, comment, link' : 'Add owner, comment, link'}
        </Button>
      ) : null}
    </div>
  );
}

function NoteWords({ work }: { work: StepWork | null }) {
  if (!work?.notedAt) return <p className="text-ink3">Nobody has written here yet.</p>;
  return (
    <ul className="grid gap-1">
      {work.blocked ? <li className="text-warn">Blocked: {work.blocked}</li> : null}
      {work.owner ? <li>Owner: {work.owner}</li> : null}
      {work.comment ? <li className="whitespace-pre-line text-pretty">{work.comment}</li> : null}
      {work.link ? (
        <li>
          <a href={work.link} rel="noreferrer" target="_blank" className="break-all underline underline-offset-3">
            {work.link.replace(/^https?:\/\//, '')}
          </a>
        </li>
      ) : null}
      {work.notedBy ? <li className="text-ink3 text-xs">written by {work.notedBy}</li> : null}
    </ul>
  );
}
