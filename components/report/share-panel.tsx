'use client';

import { formatDayTime, formatDayYear } from '@/advisor/words/dates';
import { Button } from '@/components/ui/button';
import { SelectField } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { ShownOnce } from '@/components/ui/shown-once';
import { useForm } from '@/components/ui/use-form';
import { ErrorLine } from '@/components/ui/what-went-wrong';
import type { ShareRow } from '@/service/views/report';

export interface ShareResult {
  error: string | null;
  /** Of a link just made: shown this once. */
  url?: string;
}
type ShareAction = (before: ShareResult, form: FormData) => Promise<ShareResult>;
export interface ShareActions {
  share: ShareAction;
  withdraw: ShareAction;
}

const NOTHING: ShareResult = { error: null };

/** Links to this report for people without an account: made, shown once, withdrawn. */
export function SharePanel({
  shares,
  mayShare,
  actions,
  zone,
}: {
  shares: ShareRow[];
  mayShare: boolean;
  actions: ShareActions;
  zone: string;
}) {
  const { state, busy, form } = useForm(actions.share, NOTHING);
  const open = shares.filter((share) => share.withdrawnAt === null);
  return (
    <details className="mx-auto max-w-[90rem] px-8 pb-2 max-sm:px-4">
      <summary className="cursor-pointer py-1 text-accent text-sm">
        Share by link{open.length > 0 ? `, ${open.length} made` : ''}
      </summary>
      <div className="grid max-w-[46rem] gap-3 py-3">
        <p className="text-pretty text-ink2 text-sm">
          Whoever holds a link sees this report, and nothing else, until it ends or you withdraw it. No account is
          needed.
        </p>
        {mayShare ? (
          <form {...form} className="flex flex-wrap items-end gap-3">
            <SelectField label="Ends after" name="days" defaultValue="30" className="min-w-36">
              <option value="7">7 days</option>
              <option value="30">30 days</option>
              <option value="90">90 days</option>
            </SelectField>
            <Button type="submit" busy={busy} className="h-9">
              Make a link
            </Button>
          </form>
        ) : (
          <p className="text-ink3 text-sm">Making links needs the role manager or above.</p>
        )}
        <ShownOnce secret={state.url}>
          <b>This link is shown this once.</b>
        </ShownOnce>
        {state.error ? (
          <Notice tone="bad" role="alert">
            {state.error}
          </Notice>
        ) : null}
        {shares.length > 0 ? (
          <ul className="border-line border-t">
            {shares.map((share) => (
              <ShareLine key={share.id} share={share} withdraw={actions.withdraw} zone={zone} />
            ))}
          </ul>
        ) : null}
      </div>
    </details>
  );
}

function ShareLine({ share, withdraw, zone }: { share: ShareRow; withdraw: ShareAction; zone: string }) {
  const { state, busy, form } = useForm(withdraw, NOTHING);
  const opened =
    share.lastOpenedAt === null ? 'not opened yet' : `last opened ${formatDayTime(share.lastOpenedAt, zone)}`;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b py-2 text-ink2 text-sm">
      <span>
        of {formatDayYear(share.createdAt, zone)}, by {share.by}
      </span>
      <span className="text-ink3 text-xs">{opened}</span>
      <span className="ml-auto text-ink3 text-xs">
        {share.withdrawnAt === null
          ? `until ${formatDayTime(share.expiresAt, zone)}`
          : `withdrawn ${formatDayYear(share.withdrawnAt, zone)}`}
      </span>
      {share.withdrawnAt === null ? (
        <form {...form}>
          <input type="hidden" name="id" value={share.id} />
          <Button type="submit" kind="danger" size="sm" busy={busy}>
            Withdraw
          </Button>
        </form>
      ) : null}
      <ErrorLine error={state.error} className="w-full" />
    </li>
  );
}
