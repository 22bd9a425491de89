/** The fields of a channel, new or there already: a secret that is there stays where its field is left empty. */
import { TextField } from '@/components/ui/field';
import type { ChannelKind, ChannelView } from '@/service/views/notifications';
import type { Saved } from '../settings/save';
import { EventBoxes } from './events';

const PAGERDUTY = 'https://events.pagerduty.com/v2/enqueue';
const FIRST_EVENTS = ['crossing.opened', 'crossing.closed', 'crossing.no-data'];

interface ChannelFieldsProps {
  kind: ChannelKind;
  /** Undefined: a new one. */
  channel?: ChannelView;
  error: Saved['error'];
}

export function ChannelFields({ kind, channel, error }: ChannelFieldsProps) {
  const errorOf = (field: string) => saidAt(error, field);
  const isKept = channel !== undefined && channel.state !== 'incomplete';
  const only = kind === 'pagerduty' ? { only: (event: string) => event.startsWith('crossing.') } : {};
  return (
    <>
      <TextField
        label="Name"
        name="name"
        defaultValue={channel?.name ?? ''}
        maxLength={80}
        required
        className={channel ? 'sm:col-span-6' : 'sm:col-span-4'}
        error={errorOf('name')}
      />
      {kind === 'email' ? (
        <TextField
          label="To"
          name="to"
          hint="At most 10 addresses, with commas between"
          defaultValue={channel?.target.split(',').join(', ') ?? ''}
          required
          className="sm:col-span-6"
          error={errorOf('to')}
        />
      ) : (
        <TextField
          label={isKept ? 'Another address' : 'Address'}
          name="url"
          type="url"
          {...(isKept ? { hint: `Leave it empty to keep the one at ${channel.target}` } : { required: true })}
          defaultValue={kind === 'pagerduty' && !isKept ? PAGERDUTY : ''}
          maxLength={2000}
          autoComplete="off"
          spellCheck={false}
          className="sm:col-span-6"
          error={errorOf('url')}
        />
      )}
      {kind === 'pagerduty' ? (
        <TextField
          label={isKept ? 'Another integration key' : 'Integration key'}
          name="key"
          type="password"
          autoComplete="new-password"
          {...(isKept ? { hint: 'Leave it empty to keep the one that is there' } : { required: true })}
          className="sm:col-span-6"
          error={errorOf('key')}
        />
      ) : null}
      {kind === 'webhook' && isKept ? (
        <label className="flex min-h-8 items-center gap-2 text-sm text-ink2 max-sm:min-h-11 sm:col-span-6">
          <input type="checkbox" name="newKey" value="yes" className="size-4 shrink-0 accent-accent" />
          Make another key; the one before signs nothing more
        </label>
      ) : null}
      <div className="sm:col-span-6">
        <EventBoxes chosen={channel?.events ?? FIRST_EVENTS} {...only} />
      </div>
      <QuietFields of={channel} errorOf={errorOf} />
    </>
  );
}

/** What is wrong with a field, said under it: without its name, which stands above it. */
export function saidAt(error: Saved['error'], field: string): string | null {
  return error?.field?.split('.')[0] === field ? error.message.replace(/^\w+: /, '') : null;
}

/** What is said under no field. */
export function saidApart(error: Saved['error']): Saved['error'] {
  const fields = ['name', 'to', 'url', 'key', 'quietFrom', 'quietTo'];
  return error !== null && fields.some((field) => saidAt(error, field) !== null) ? null : error;
}

interface QuietFieldsProps {
  of: { quietFrom: number | null; quietTo: number | null } | undefined;
  errorOf: (field: string) => string | null;
}

/** From when until when nothing is sent. */
export function QuietFields({ of, errorOf }: QuietFieldsProps) {
  return (
    <>
      <TextField
        label="Quiet from"
        name="quietFrom"
        placeholder="22:00"
        defaultValue={clock(of?.quietFrom ?? null)}
        className="sm:col-span-2"
        error={errorOf('quietFrom')}
      />
      <TextField
        label="Quiet until"
        name="quietTo"
        placeholder="07:00"
        defaultValue={clock(of?.quietTo ?? null)}
        className="sm:col-span-2"
        error={errorOf('quietTo')}
      />
    </>
  );
}

export function ChannelNote({ zone }: { zone: string }) {
  return (
    <p className="mt-2 text-xs text-ink3">
      Quiet hours are in the team’s zone ({zone}); what happens in them comes at their end, as one message. Addresses
      and keys are kept encrypted and never shown again.
    </p>
  );
}

/** 1320 → "22:00"; nothing where there is none. */
export function clock(minute: number | null): string {
  if (minute === null) return '';
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
