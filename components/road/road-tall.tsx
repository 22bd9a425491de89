/** The road on a phone: from top to bottom, load to its left, architecture to its right. */
import Link from 'next/link';
import { formatNumber } from '@/advisor/words/format';
import { Marker } from './markers';
import { RoadBar } from './road-bar';
import type { RoadData } from './road-data';
import { aheadWords, loadWord, roadSummary } from './words';

const PHASE_PX = 104;
/** Three lines of a phase's own words; a label below them does not touch. */
const WORDS_SHARE = 0.6;

export function RoadTall({ road, href }: { road: RoadData; href?: string }) {
  const height = road.phases.length * PHASE_PX;
  const arch = road.architecture;
  const apart = road.limit && road.load ? (road.limit.place.along - road.load.place.along) * height : 99;
  const words = aheadWords(road);
  return (
    <div role="group" aria-label={roadSummary(road)}>
      <div className="relative" style={{ height }}>
        <div className="absolute inset-y-0 left-[108px]">
          <RoadBar vertical count={road.phases.length} travelled={road.load?.place.along ?? null} />
        </div>
        {road.load ? (
          <Side top={road.load.place.along * height} marker={<Marker kind="load" to="right" />}>
            <span className="block text-ink2">{loadWord(road.load.estimated)}</span>
            <b className="block font-semibold text-ink text-base">{formatNumber(Math.round(road.load.value))}</b>
          </Side>
        ) : null}
        {road.limit ? (
          <Side
            top={road.limit.place.along * height}
            shift={apart < 44 ? 44 - apart : 0}
            marker={<Marker kind="limit" to="right" />}
          >
            <span className="block text-bad">{road.limit.when ?? 'first limit'}</span>
            <b className="block font-semibold text-bad text-base">{formatNumber(road.limit.load)}</b>
          </Side>
        ) : null}
        <div
          className="absolute left-[121px] flex -translate-y-1/2 items-center gap-1.5 text-xs"
          style={{ top: arch.place.along * height }}
        >
          <Marker kind="architecture" to="left" />
          {arch.place.within > WORDS_SHARE && arch.place.within < 0.93 ? (
            <span className="text-ink2">
              architecture{' '}
              <b className="font-semibold text-ink">
                {arch.done} of {arch.total}
              </b>
            </span>
          ) : null}
        </div>
        <ol>
          {road.phases.map((phase, i) => (
            <li key={phase.id} className="absolute right-0 left-[142px] text-xs" style={{ top: i * PHASE_PX }}>
              <p className="text-sm">
                {href ? (
                  <Link href={`${href}/phases/${phase.id}`} className="font-semibold text-ink">
                    {phase.title}
                  </Link>
                ) : (
                  <b className="font-semibold text-ink">{phase.title}</b>
                )}{' '}
                <span className="text-ink2">{phase.range}</span>
              </p>
              <p className="text-ink3">{phase.cost}</p>
              <p className="text-ink3">
                {phase.timeline}
                {phase.timeline ? ' · ' : ''}
                {phase.done} of {phase.total} steps
              </p>
            </li>
          ))}
        </ol>
      </div>
      {words ? (
        <p className={`mt-2 text-sm first-letter:uppercase ${road.ahead > 0 ? 'text-warn' : 'text-ink2'}`}>{words}</p>
      ) : null}
    </div>
  );
}

function Side({
  top,
  shift = 0,
  marker,
  children,
}: {
  top: number;
  shift?: number;
  marker: React.ReactNode;
  children: React.ReactNode;
}) {
  return (
    <>
      <span className="absolute left-[90px] -translate-y-1/2" style={{ top }}>
        {marker}
      </span>
      <span className="absolute left-0 w-[84px] -translate-y-1/2 text-right text-xs" style={{ top: top + shift }}>
        {children}
      </span>
    </>
  );
}
