/** The road across a wide page: load above, architecture below, what each phase asks underneath. */
import Link from 'next/link';
import { formatMultiple, formatNumber } from '@/advisor/words/format';
import { Badge } from '@/components/ui/badge';
import { Marker } from './markers';
import { Pips } from './pips';
import { RoadBar } from './road-bar';
import type { RoadData } from './road-data';
import { aheadWords, loadWord, roadSummary } from './words';

/** Without `href` the phases are no links (report). */
export function RoadWide({ road, href }: { road: RoadData; href?: string }) {
  return (
    <div role="group" aria-label={roadSummary(road)}>
      <Above road={road} />
      <RoadBar count={road.phases.length} travelled={road.load?.place.along ?? null} />
      <Below road={road} />
      <ol
        className="mt-4 grid gap-x-[3px]"
        style={{ gridTemplateColumns: `repeat(${road.phases.length}, minmax(0, 1fr))` }}
      >
        {road.phases.map((phase, i) => (
          <li key={phase.id} className="min-w-0 pr-3 text-sm">
            <p className="flex flex-wrap items-baseline gap-x-1.5">
              {href ? (
                <Link
                  href={`${href}/phases/${phase.id}`}
                  className="font-semibold text-ink hover:text-accent hover:underline"
                >
                  {phase.title}
                </Link>
              ) : (
                <span className="font-semibold text-ink">{phase.title}</span>
              )}
              <span className="text-ink2">{phase.range}</span>
              {here(road, i)}
            </p>
            {phase.subtitle ? <p className="truncate text-ink2 text-xs">{phase.subtitle}</p> : null}
            <p className="mt-1.5 flex items-center gap-2 text-ink2 text-xs">
              <Pips done={phase.done} total={phase.total} />
              <span>
                {phase.done} of {phase.total} steps
              </span>
            </p>
            <p className="mt-1 text-ink3 text-xs">{[phase.cost, phase.timeline].filter(Boolean).join(' · ')}</p>
          </li>
        ))}
      </ol>
    </div>
  );
}

function here(road: RoadData, phase: number) {
  const at = road.load?.place.phase ?? road.architecture.place.phase;
  if (phase === at)
    return (
      <Badge tone="accent" className="ml-1">
        {road.load ? 'you are here' : 'architecture'}
      </Badge>
    );
  return phase === at + 1 ? <Badge className="ml-1">next</Badge> : null;
}

/** A label needs about this share of the road's width beside its marker. */
const LABEL_SHARE = 0.3;
const ARCHITECTURE_SHARE = 0.24;
const MARKER_SHARE = 0.012;

function Above({ road }: { road: RoadData }) {
  const { load, limit } = road;
  const name = `roadmap: ${road.roadmap.title}, version ${road.roadmap.version}`;
  if (!load) return <p className="pb-2 text-right text-ink3 text-xs">{name}</p>;
  const loadLeft = load.place.along > (load.estimated ? LABEL_SHARE : 0.15);
  // Within a hole of the road two loads may share one place: both markers stay visible.
  const limitAlong = limit ? Math.max(limit.place.along, Math.min(0.985, load.place.along + MARKER_SHARE)) : 0;
  const limitRight = limitAlong < 0.7;
  // Two labels that would meet: the one that stands between the markers goes a line higher.
  const crowded =
    limit !== null && (loadLeft ? !limitRight : limitRight) && limitAlong - load.place.along < LABEL_SHARE;
  const nameFits = !limit || !limitRight || limitAlong < 0.42 || crowded;
  return (
    <div className={`relative text-sm ${crowded ? 'h-[52px]' : 'h-[30px]'}`}>
      {nameFits && load.place.along < 0.72 ? <p className="absolute right-0 top-0 text-ink3 text-xs">{name}</p> : null}
      {limit && !crowded && limitAlong > load.place.along + 0.02 ? (
        <span
          className="absolute bottom-[9px] border-ink3 border-b border-dotted"
          style={{
            left: `calc(${pc(load.place.along)} + 9px)`,
            width: `calc(${pc(limitAlong - load.place.along)} - 18px)`,
          }}
        >
          <span className="absolute bottom-0.5 left-1/2 -translate-x-1/2 font-semibold text-ink text-xs">
            {limitAlong - load.place.along > 0.04 ? formatMultiple(limit.multiple) : ''}
          </span>
        </span>
      ) : null}
      <At
        along={load.place.along}
        side={loadLeft ? 'left' : 'right'}
        raised={crowded && !loadLeft}
        marker={<Marker kind="load" to="down" />}
      >
        <span className="text-ink2">
          {loadWord(load.estimated)} <b className="font-semibold text-ink">{formatNumber(Math.round(load.value))}</b>
        </span>
      </At>
      {limit ? (
        <At
          along={limitAlong}
          side={limitRight ? 'right' : 'left'}
          raised={crowded && loadLeft}
          marker={<Marker kind="limit" to="down" />}
        >
          <span className="text-bad">
            first limit at <b className="font-semibold">{formatNumber(limit.load)}</b>
            {crowded ? `, ${formatMultiple(limit.multiple)}` : ''}
            {limit.when ? `, ${limit.when}` : ''}
          </span>
        </At>
      ) : null}
    </div>
  );
}

function Below({ road }: { road: RoadData }) {
  const { place, done, total } = road.architecture;
  const left = place.along > ARCHITECTURE_SHARE;
  const label = (
    <span className="text-ink2">
      architecture{' '}
      <b className="font-semibold text-ink">
        {done} of {total} steps
      </b>
    </span>
  );
  const words = aheadWords(road);
  const sentence = words ? (
    <span title={words} className={road.ahead > 0 ? 'text-warn' : 'text-ink2'}>
      {words}
    </span>
  ) : null;
  const marker = <Marker kind="architecture" to="up" />;
  // Beyond the middle the sentence goes to the far left, where the road is behind it.
  const farRight = place.along > 0.55;
  return (
    <div className="relative h-[26px] text-sm">
      <At along={place.along} side={left ? 'left' : 'right'} below marker={marker}>
        {left ? label : null}
      </At>
      {left ? null : (
        <p className="absolute top-1.5 right-0 truncate" style={{ left: `calc(${pc(place.along)} + 13px)` }}>
          {label}
          <span className="inline-block w-5" />
          {sentence}
        </p>
      )}
      {left && !farRight ? (
        <p className="absolute top-1.5 right-0 truncate" style={{ left: `calc(${pc(place.along)} + 18px)` }}>
          {sentence}
        </p>
      ) : null}
      {left && farRight ? (
        <p className="absolute top-1.5 left-0 truncate" style={{ width: pc(place.along - ARCHITECTURE_SHARE) }}>
          {sentence}
        </p>
      ) : null}
    </div>
  );
}

interface AtProps {
  along: number;
  side: 'left' | 'right';
  below?: boolean;
  raised?: boolean;
  marker: React.ReactNode;
  children: React.ReactNode;
}

/** A marker exactly at its place, its words on the side where there is room. */
function At({ along, side, below = false, raised = false, marker, children }: AtProps) {
  const edge = below ? 'top-1.5' : raised ? 'bottom-[26px]' : 'bottom-1';
  return (
    <>
      <span className={`absolute -translate-x-1/2 ${below ? 'top-[9px]' : 'bottom-[5px]'}`} style={{ left: pc(along) }}>
        {marker}
      </span>
      <span
        className={`absolute ${edge} whitespace-nowrap`}
        style={
          side === 'left'
            ? { right: `calc(${pc(1 - along)} + ${raised ? 0 : 13}px)` }
            : { left: `calc(${pc(along)} + ${raised ? 0 : 13}px)` }
        }
      >
        {children}
      </span>
    </>
  );
}

function pc(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
