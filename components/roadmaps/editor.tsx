'use client';

import { useCallback, useRef, useState, useTransition } from 'react';
import { formatCount } from '@/advisor/words/format';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { SelectField, TextField } from '@/components/ui/field';
import { WhatWentWrong } from '@/components/ui/what-went-wrong';
import type { DraftProblem } from '@/service/roadmaps/views';
import { Preview, type PreviewAction } from './preview';
import { TextArea, type TextAreaHandle } from './text-area';
import { useProblems } from './use-problems';

type Told = { message: string; fix?: string };
export type CheckAction = (text: string) => Promise<DraftProblem[]>;
/** Answers only where it cannot save: what is saved goes to its page. */
export type SaveRoadmapAction = (text: string, note: string, team: string) => Promise<{ error: Told }>;

interface EditorProps {
  text: string;
  problems: DraftProblem[];
  /** Of a new roadmap: the teams that can keep it. */
  teams: { slug: string; name: string }[];
  apps: { slug: string; name: string }[];
  save: string;
  actions: { check: CheckAction; preview: PreviewAction; save: SaveRoadmapAction };
}

/** The text with its mistakes beside it while it is typed, tried on an app before it is saved. */
export function Editor({ text: given, problems: first, teams, apps, save, actions }: EditorProps) {
  const [text, setText] = useState(given);
  const { problems, checking } = useProblems(text, given, first, actions.check);
  const area = useRef<TextAreaHandle>(null);
  const [saving, startSaving] = useTransition();
  const [error, setError] = useState<Told | null>(null);
  const upload = useCallback(async (file: File | undefined) => {
    if (file) setText((await file.slice(0, 300_000).text()).replaceAll('\r\n', '\n'));
  }, []);
  const submit = (form: FormData) =>
    startSaving(async () => {
      const answer = await actions.save(text, String(form.get('note') ?? ''), String(form.get('team') ?? ''));
      setError(answer?.error ?? null);
    });
  return (
    <div className="grid items-start gap-4 max-sm:gap-6 xl:grid-cols-[minmax(0,1fr)_26rem]">
      <Card
        id="text"
        title="The file"
        note="YAML, at most 256 KiB"
        aside={
          <label className="cursor-pointer font-medium text-accent underline-offset-3 focus-within:underline hover:underline">
            Upload a file
            <input
              type="file"
              accept=".yaml,.yml,text/yaml"
              className="sr-only"
              onChange={(event) => void upload(event.target.files?.[0])}
            />
          </label>
        }
        flush
      >
        <TextArea ref={area} value={text} onChange={setText} problems={problems} />
      </Card>
      <div className="grid grid-cols-1 gap-4 max-sm:gap-6 xl:sticky xl:top-4">
        <Card id="problems" title="Mistakes" note={checking ? 'checking …' : undefined}>
          <div role="status">
            {problems.length === 0 ? (
              <p className="text-sm text-ok">None: this roadmap is right.</p>
            ) : (
              <p className="text-sm text-bad">
                {formatCount(problems.length, 'mistake')} to mend before it can be saved.
              </p>
            )}
          </div>
          <ol className="mt-1 max-h-[40vh] overflow-y-auto text-sm text-ink2">
            {problems.map((problem) => (
              <li
                key={`${problem.line}:${problem.column} ${problem.says}`}
                className="border-t border-line first:border-0"
              >
                <button
                  type="button"
                  onClick={() => area.current?.goTo(problem.line, problem.column)}
                  className="w-full rounded-sm py-1.5 text-left text-pretty hover:bg-sunk"
                >
                  <span className="font-medium text-bad">Line {problem.line}</span>{' '}
                  <span className="font-mono text-xs text-ink">{problem.field || 'this file'}</span> {problem.says}
                </button>
              </li>
            ))}
          </ol>
        </Card>
        <Preview apps={apps} text={text} ready={problems.length === 0} preview={actions.preview} />
        <Card id="save" title="Save">
          <form
            className="grid gap-3"
            onSubmit={(event) => {
              event.preventDefault();
              submit(new FormData(event.currentTarget));
            }}
          >
            {teams.length > 1 ? (
              <SelectField label="Team" name="team">
                {teams.map((team) => (
                  <option key={team.slug} value={team.slug}>
                    {team.name}
                  </option>
                ))}
              </SelectField>
            ) : (
              <input type="hidden" name="team" value={teams[0]?.slug ?? ''} />
            )}
            <TextField
              label="What is different"
              name="note"
              maxLength={500}
              hint="One line for those who read the versions."
            />
            <WhatWentWrong error={error} />
            <div>
              <Button type="submit" kind="primary" busy={saving} disabled={problems.length > 0}>
                {save}
              </Button>
            </div>
            <p className="text-xs text-pretty text-ink3">
              Versions are kept as they are. Apps stay on theirs until you move them in their settings.
            </p>
          </form>
        </Card>
      </div>
    </div>
  );
}
