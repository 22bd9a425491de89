'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { formatDayTime } from '@/advisor/words/dates';
import { formatCount } from '@/advisor/words/format';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyNote } from '@/components/ui/empty-state';
import { SelectField, TextField } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { type Mark, State } from '@/components/ui/state-mark';
import { useForm } from '@/components/ui/use-form';
import { ErrorLine, WhatWentWrong } from '@/components/ui/what-went-wrong';
import type { Role, TargetView } from '@/service/views/views';
import { NOTHING_SAVED, type SaveAction } from './save';

interface TargetsProps {
  /** Null: the viewer's role may not see them. */
  targets: TargetView[] | null;
  add: SaveAction;
  /** `do`: test, pause, resume or remove the target `id`. */
  change: SaveAction;
  role: Role;
  zone: string;
}

/** Prometheus endpoints that Headroom reads for this app. */
export function Targets({ targets, add, change, role, zone }: TargetsProps) {
  useOutcomes(targets);
  if (targets === null) {
    return (
      <Card id="targets" title="Prometheus targets">
        <EmptyNote>Targets are for the role editor and above.</EmptyNote>
      </Card>
    );
  }
  const mayManage = role === 'manager' || role === 'admin';
  const up = targets.filter(({ state }) => state === 'up').length;
  return (
    <Card
      id="targets"
      title="Prometheus targets"
      note={targets.length ? `${up} of ${targets.length} up` : undefined}
      says="Headroom reads these addresses at their interval, as a Prometheus would. If you run one already, let it send by remote write instead."
    >
      {targets.length ? (
        <ul className="mt-3 border-t border-line">
          {targets.map((target) => (
            <TargetLine key={target.id} target={target} change={change} mayManage={mayManage} zone={zone} />
          ))}
        </ul>
      ) : (
        <EmptyNote>None yet.</EmptyNote>
      )}
      {mayManage ? (
        <AddTarget key={targets.length} add={add} />
      ) : (
        <p className="mt-3 text-xs text-ink3">Your role may read and test these, a manager may change them.</p>
      )}
    </Card>
  );
}

const lookEveryMs = 2_000;
const mostLooks = 45;

/** Reads the page again while an outcome is on its way. */
function useOutcomes(targets: TargetView[] | null): void {
  const router = useRouter();
  const expected = targets?.some(({ state, testing }) => testing || state === 'waiting') ?? false;
  useEffect(() => {
    if (!expected) return;
    let looks = 0;
    const timer = setInterval(() => {
      if (looks++ < mostLooks && document.visibilityState === 'visible') router.refresh();
    }, lookEveryMs);
    return () => clearInterval(timer);
  }, [expected, router]);
}

const MARKS: Record<TargetView['state'], Mark> = { up: 'ok', failing: 'down', waiting: 'waiting', paused: 'open' };

function TargetLine({
  target,
  change,
  mayManage,
  zone,
}: {
  target: TargetView;
  change: SaveAction;
  mayManage: boolean;
  zone: string;
}) {
  const { state, busy, form } = useForm(change, NOTHING_SAVED);
  const isPaused = target.state === 'paused';
  const [isLeaving, setLeaving] = useState(false);
  return (
    <li className="border-b border-line py-3 text-sm">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <code className="min-w-0 font-mono text-xs break-all text-ink">{target.url}</code>
        <span className="text-xs text-ink3">
          every {target.intervalSeconds} s{target.credential ? `, ${CREDENTIALS[target.credential]}` : ''}
        </span>
      </div>
      <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2">
        <State state={MARKS[target.state]}>{stateWords(target, zone)}</State>
        <form {...form} className="ml-auto flex flex-wrap gap-2 max-sm:ml-0 max-sm:w-full">
          <input type="hidden" name="id" value={target.id} />
          {isPaused ? null : (
            <Button type="submit" name="do" value="test" size="sm" busy={busy || target.testing}>
              Test now
            </Button>
          )}
          {mayManage ? (
            <>
              <Button type="submit" name="do" value={isPaused ? 'resume' : 'pause'} size="sm" disabled={busy}>
                {isPaused ? 'Resume' : 'Pause'}
              </Button>
              <Button size="sm" aria-expanded={isLeaving} onClick={() => setLeaving(!isLeaving)}>
                Remove …
              </Button>
            </>
          ) : null}
        </form>
      </div>
      {target.state === 'failing' && target.error ? (
        <p className="mt-1.5 max-w-[46rem] text-pretty text-ink2">{target.error}</p>
      ) : null}
      <ErrorLine error={state.error} className="mt-2" />
      {isLeaving ? <RemoveTarget target={target} change={change} /> : null}
    </li>
  );
}

function RemoveTarget({ target, change }: { target: TargetView; change: SaveAction }) {
  const { state, busy, form } = useForm(change, NOTHING_SAVED);
  return (
    <form {...form} className="mt-3">
      <input type="hidden" name="id" value={target.id} />
      <Notice
        tone="warn"
        action={
          <Button type="submit" name="do" value="remove" kind="danger" size="sm" busy={busy}>
            Remove the target
          </Button>
        }
      >
        <b>It is read no more</b>
        {target.credential ? ', and its credential is forgotten' : ''}. What it sent stays.
      </Notice>
      <WhatWentWrong error={state.error} className="mt-2" />
    </form>
  );
}

const CREDENTIALS = { basic: 'with user and password', bearer: 'with a token' } as const;

function stateWords({ state, since, samples, durationMs }: TargetView, zone: string): string {
  if (state === 'waiting') return 'Waiting for its first answer';
  if (state === 'paused') return 'Paused';
  const from = since === null ? '' : ` since ${formatDayTime(since, zone)}`;
  if (state === 'failing') return `Failing${from}`;
  return `Up${from} · ${formatCount(samples ?? 0, 'sample')} in ${durationMs ?? 0} ms`;
}

function AddTarget({ add }: { add: SaveAction }) {
  const { state, busy, form } = useForm(add, NOTHING_SAVED);
  const [kind, setKind] = useState('none');
  const errorOf = (field: string) => (state.error?.field === field ? state.error.message : null);
  return (
    <form {...form} className="mt-4">
      <fieldset disabled={busy} className="grid min-w-0 gap-x-4 gap-y-3 sm:grid-cols-6">
        <TextField
          label="New target"
          name="url"
          type="url"
          placeholder="http://host:9100/metrics"
          className="sm:col-span-4"
          maxLength={2000}
          required
          autoComplete="off"
          spellCheck={false}
          error={errorOf('url')}
        />
        <TextField
          label="Interval"
          name="intervalSeconds"
          defaultValue="15"
          inputMode="numeric"
          unit="s"
          className="sm:col-span-2"
          error={errorOf('intervalSeconds')}
        />
        <SelectField
          label="Credential"
          name="credential"
          value={kind}
          onChange={(event) => setKind(event.target.value)}
          className="sm:col-span-2"
        >
          <option value="none">None</option>
          <option value="basic">User and password</option>
          <option value="bearer">Token</option>
        </SelectField>
        {kind === 'basic' ? (
          <>
            <TextField
              label="User"
              name="username"
              autoComplete="off"
              className="sm:col-span-2"
              error={errorOf('credential.username')}
            />
            <TextField
              label="Password"
              name="password"
              type="password"
              autoComplete="new-password"
              className="sm:col-span-2"
              error={errorOf('credential.password')}
            />
          </>
        ) : null}
        {kind === 'bearer' ? (
          <TextField
            label="Token"
            name="token"
            type="password"
            autoComplete="new-password"
            className="sm:col-span-4"
            error={errorOf('credential.token')}
          />
        ) : null}
      </fieldset>
      {kind === 'none' ? null : (
        <p className="mt-2 text-xs text-ink3">
          It is kept encrypted, sent to this address alone, and never shown again.
        </p>
      )}
      <WhatWentWrong error={state.error} className="mt-3" />
      <Button type="submit" busy={busy} className="mt-4">
        Add the target
      </Button>
    </form>
  );
}
