'use client';
import { formatCount } from '@/advisor/words/format';
import { NOTHING_SAVED, type SaveAction } from '@/components/settings/save';
import { Button, TextLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyNote } from '@/components/ui/empty-state';
import { TextField } from '@/components/ui/field';
import { useForm } from '@/components/ui/use-form';
import type { DashboardLine } from '@/service/views/dashboards';

interface Props {
  team: { slug: string; name: string };
  lines: DashboardLine[];
  create: SaveAction;
  mayEdit: boolean;
}

/** The dashboards of one team, and a name for a new one. */
export function DashboardList({ team, lines, create, mayEdit }: Props) {
  const { state, busy, form } = useForm(create, NOTHING_SAVED);
  return (
    <Card id={`team-${team.slug}`} title={team.name} note={formatCount(lines.length, 'dashboard')}>
      {lines.length === 0 ? (
        <EmptyNote>A dashboard holds charts of any app of the team, in the order that you give them.</EmptyNote>
      ) : (
        <ul className="divide-y divide-line">
          {lines.map(({ id, name, panels }) => (
            <li key={id} className="flex min-h-10 items-center justify-between gap-4 max-sm:min-h-12">
              <TextLink href={`/dashboards/${id}`} className="min-w-0 break-words">
                {name}
              </TextLink>
              <span className="shrink-0 text-ink3 text-xs">{formatCount(panels, 'chart')}</span>
            </li>
          ))}
        </ul>
      )}
      {mayEdit ? (
        <form {...form} className="mt-4 flex flex-wrap items-end gap-3 border-line border-t pt-4">
          <input type="hidden" name="team" value={team.slug} />
          <TextField
            label="New dashboard"
            name="name"
            maxLength={120}
            autoComplete="off"
            error={state.error ? `${state.error.message} ${state.error.fix ?? ''}` : null}
            className="min-w-48 grow sm:max-w-80"
          />
          <Button type="submit" kind="primary" busy={busy} className="h-9">
            Make it
          </Button>
        </form>
      ) : null}
    </Card>
  );
}
