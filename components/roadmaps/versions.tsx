/** Versions of a team's roadmap, newest first; none is ever changed. */
import { formatDayTime } from '@/advisor/words/dates';
import { TextLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import type { RoadmapView } from '@/service/roadmaps/views';

export function Versions({ view, zone }: { view: RoadmapView; zone: string }) {
  const { roadmap, versions, version, apps } = view;
  const href = `/roadmaps/${roadmap.id}`;
  return (
    <Card id="versions" title="Versions" note="kept as they were saved; an app stays on its own until it is moved">
      <ol className="text-sm text-ink2 [&>li:last-child]:border-0">
        {versions.map(({ number, note, by, createdAt }, i) => {
          const before = versions[i + 1];
          const on = apps.filter((app) => app.version === number).map(({ name }) => name);
          return (
            <li key={number} className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 border-b border-line py-2">
              <span className="w-24 shrink-0 font-medium text-ink">
                {number === version ? (
                  <span aria-current="true">Version {number}</span>
                ) : (
                  <TextLink href={`${href}?version=${number}`}>Version {number}</TextLink>
                )}
              </span>
              <span className="min-w-0 grow text-pretty">
                {note || <span className="text-ink3">no note</span>}
                {on.length > 0 ? <span className="text-ink3"> · {on.join(', ')}</span> : null}
              </span>
              <span className="text-xs text-ink3">
                {by ?? 'somebody who left'}, {formatDayTime(createdAt, zone)}
              </span>
              <span className="w-28 text-right max-sm:w-auto">
                {before ? (
                  <TextLink href={`${href}/changes?from=${before.number}&to=${number}`}>What changed</TextLink>
                ) : null}
              </span>
            </li>
          );
        })}
      </ol>
    </Card>
  );
}
