import { exactTime, formatTimeRange } from '@/advisor/words/dates';
import { formatCount, formatList, formatMinutes } from '@/advisor/words/format';
import { openFor, worstSentence } from '@/advisor/words/sentences';
import { signalTitle } from '@/advisor/words/signals';
import type { Wording } from '@/advisor/words/wording';
import type { SaveAction } from '@/components/settings/save';
import { State } from '@/components/ui/state-mark';
import type { CrossingRow, CrossingsView } from '@/service/views/signals';
import { AddNote, Mute } from './mute';
import { Slice } from './slice';
import { beforeText, noteFrom, noteText } from './words';

export interface CrossingActions {
  mute: SaveAction;
  unmute: SaveAction;
  note: SaveAction;
}

interface ItemProps {
  crossing: CrossingRow;
  view: CrossingsView;
  wording: Wording;
  actions: CrossingActions;
  mayEdit: boolean;
}

/** One crossing: how bad, for how long, what happened before, what was said of it. */
export function CrossingItem({ crossing, view, wording, actions, mayEdit }: ItemProps) {
  const { zone = 'UTC', nowAt } = wording;
  const definition = view.signals.find(({ id }) => id === crossing.signal);
  const unit = definition?.unit ?? '';
  const title = definition?.title ?? signalTitle(crossing.signal);
  const mute = view.mutes.find(({ thresholdId }) => thresholdId === crossing.thresholdId);
  const stepTitle = (id: string) => view.steps.find((step) => step.id === id)?.title ?? id;
  const open = crossing.closedAt === null;
  return (
    <li
      id={`crossing-${crossing.id}`}
      className="grid gap-x-6 gap-y-3 border-b border-line py-4 last:border-0 lg:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]"
    >
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          {open ? (
            <State state="crossing">Open</State>
          ) : crossing.state === 'unknown' ? (
            <State state="cannot-tell">Ended, unknown how</State>
          ) : (
            <State state="ok">Recovered</State>
          )}
          <b className="font-medium text-ink">{title}</b>
          <span className="text-sm text-ink3" title={exactTime(crossing.openedAt, zone)}>
            {crossing.closedAt === null
              ? openFor(crossing, wording)
              : formatTimeRange(crossing.openedAt, crossing.closedAt, zone)}
          </span>
        </p>
        <p className="mt-1 text-sm text-pretty text-ink2">
          {formatMinutes(crossing.overMinutes)} over its limit,{' '}
          {worstSentence({ ...crossing, instances: [] }, view.signals, wording, crossing.openedAt)}.
          {crossing.unknownSinceAt === null ? '' : ' Unknown since: no data arrive, so it cannot be seen to end.'}
        </p>
        {crossing.instances.length > 0 ? (
          <p className="mt-1 text-xs break-all text-ink3">
            {formatCount(crossing.instances.length, 'instance')}: {formatList(crossing.instances)}
          </p>
        ) : null}
        {crossing.before.length > 0 ? (
          <p className="mt-1 text-xs text-pretty text-ink3">
            Shortly before: {crossing.before.map((it) => beforeText(it, stepTitle, wording)).join('; ')}.
          </p>
        ) : null}
        {crossing.notes.length > 0 ? (
          <ul className="mt-2 grid gap-1 border-l-2 border-line pl-3">
            {crossing.notes.map((note) => (
              <li key={`${note.at} ${note.code}`} className="text-sm text-pretty text-ink2">
                {noteText(note, unit, wording)} <span className="text-xs text-ink3">{noteFrom(note, wording)}</span>
              </li>
            ))}
          </ul>
        ) : null}
        {mayEdit ? (
          <div className="no-print mt-2 grid gap-1.5">
            <AddNote crossing={crossing.id} action={actions.note} />
            {open || mute ? (
              <Mute thresholdId={crossing.thresholdId} mute={mute} actions={actions} zone={zone} />
            ) : null}
          </div>
        ) : null}
      </div>
      <Slice crossing={crossing} unit={unit} zone={zone} nowAt={nowAt} />
    </li>
  );
}
