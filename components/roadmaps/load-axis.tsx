/** All roadmaps on one axis of load, so that one sees where each cuts its phases. Logarithmic from 1 to 10 million. */
import Link from 'next/link';
import { formatLoadRange, formatShort } from '@/advisor/words/format';
import { rangeBeside, shortPhase } from '@/advisor/words/names';
import type { Phase } from '@/catalogue/types';
import { POPULATION_WORDS } from '@/components/road/words';
import type { RoadmapListItem } from '@/service/roadmaps/views';

const FROM = 1;
const TO = 10_000_000;
const TICKS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];
const RAMP = ['bg-p1', 'bg-p2', 'bg-p3', 'bg-p4'];

/** Share of the axis, 0 to 1. */
const along = (load: number): number =>
  Math.min(1, Math.max(0, Math.log(Math.max(load, FROM) / FROM) / Math.log(TO / FROM)));

export function LoadAxis({ items }: { items: RoadmapListItem[] }) {
  return (
    <div className="grid gap-x-4 sm:grid-cols-[15rem_minmax(0,1fr)]">
      <span className="max-sm:hidden" />
      <div aria-hidden className="relative mb-1 h-4 text-2xs text-ink3 max-sm:hidden">
        {TICKS.map((tick) => (
          <span
            key={tick}
            className={tick === FROM ? 'absolute' : tick === TO ? 'absolute right-0' : 'absolute -translate-x-1/2'}
            style={tick === TO ? undefined : { left: `${along(tick) * 100}%` }}
          >
            {formatShort(tick)}
          </span>
        ))}
      </div>
      {items.map((item) => (
        <Row key={item.roadmap.id} item={item} />
      ))}
    </div>
  );
}

function Row({ item: { roadmap, team, version, apps } }: { item: RoadmapListItem }) {
  return (
    <>
      <p className="border-line pt-2.5 text-sm sm:border-t sm:pb-2.5">
        <Link href={`/roadmaps/${roadmap.id}`} className="font-semibold text-ink hover:text-accent hover:underline">
          {roadmap.title}
        </Link>
        <span className="block text-xs text-ink3">
          {POPULATION_WORDS[roadmap.loadUnit]}
          {roadmap.loadUnitSays.ourReading ? ' (our reading)' : ''}
          {team ? ` · ${team.name}, version ${version}` : ''}
          {apps.length > 0 ? ` · ${apps.length} ${apps.length === 1 ? 'app' : 'apps'} on it` : ''}
        </span>
      </p>
      <ol
        className="relative h-13 border-line py-2.5 max-sm:mb-2 sm:border-t"
        aria-label={`Phases of ${roadmap.title} by load`}
      >
        {roadmap.phases.map((phase, i) => (
          <Segment key={phase.id} phase={phase} ramp={RAMP[Math.min(i, RAMP.length - 1)] ?? 'bg-p4'} />
        ))}
      </ol>
    </>
  );
}

function Segment({ phase, ramp }: { phase: Phase; ramp: string }) {
  const left = along(phase.from);
  const width = along(phase.to ?? TO) - left;
  // A name that is its range stands here in short: a segment is narrow.
  const range = rangeBeside(phase);
  return (
    <li
      title={[phase.title, range].filter(Boolean).join(': ')}
      className={`absolute top-2.5 h-8 overflow-hidden rounded-xs px-1.5 py-0.5 leading-tight ${ramp}`}
      style={{ left: `${left * 100}%`, width: `calc(${width * 100}% - 2px)` }}
    >
      <span className={width < 0.1 ? 'sr-only' : 'block truncate text-xs font-medium text-ink'}>
        {range === '' ? formatLoadRange(phase.from, phase.to) : shortPhase(phase)}
      </span>
      <span className={width < 0.1 ? 'sr-only' : 'block truncate text-2xs text-ink'}>{range}</span>
    </li>
  );
}
