import { placeOfLoad } from '@/advisor/picture/road-scale';
import type { OverviewRow } from '@/service/views/views';

const WIDTH = 126;
const AHEAD = ['fill-p1', 'fill-p2', 'fill-p3', 'fill-p4'];
const GAP = 2;

type Road = Pick<OverviewRow, 'phases' | 'load' | 'loadPhase' | 'architecturePhase' | 'architectureShare'>;

/** The road in 126 px: load above (filled), architecture below (hollow), dark as far as load has come. */
export function MiniRoad({ row }: { row: Road }) {
  const count = row.phases.length;
  if (count === 0) return null;
  const load =
    row.load !== null && row.loadPhase !== null ? tenth(placeOfLoad(row.phases, row.load).along * WIDTH) : null;
  const built = tenth(((row.architecturePhase + Math.min(1, row.architectureShare ?? 0)) / count) * WIDTH);
  const width = (WIDTH - GAP * (count - 1)) / count;
  return (
    <svg
      width={WIDTH + 8}
      height="24"
      viewBox={`-4 0 ${WIDTH + 8} 24`}
      role="img"
      aria-label={roadWords(row)}
      className="block shrink-0"
    >
      {row.phases.map((phase, index) => (
        <rect
          key={phase.title}
          x={index * (width + GAP)}
          y="9.5"
          width={width}
          height="5"
          rx="1"
          className={AHEAD[Math.min(index, 3)]}
        />
      ))}
      {row.phases.map((phase, index) => {
        const from = index * (width + GAP);
        const travelled = tenth(Math.min(width, (load ?? 0) - from));
        if (travelled <= 0) return null;
        return <rect key={phase.title} x={from} y="9.5" width={travelled} height="5" rx="1" className="fill-go" />;
      })}
      {load === null ? null : <path d={`M${tenth(load - 4)} 0.5h8l-4 6.5z`} className="fill-ink" />}
      <path
        d={`M${tenth(built - 3.6)} 22.5h7.2l-3.6-6z`}
        fill="none"
        className="stroke-ink"
        strokeWidth="1.2"
        strokeLinejoin="round"
      />
    </svg>
  );
}

const tenth = (px: number) => Math.round(px * 10) / 10;

/** "Load is in Phase 1, architecture in Phase 1, of 4." */
export function roadWords(row: Road): string {
  const built = row.phases[row.architecturePhase]?.title ?? '';
  const load =
    row.loadPhase === null ? 'Load has no place yet' : `Load is in ${row.phases[row.loadPhase]?.title ?? ''}`;
  return `${load}, architecture in ${built}, of ${row.phases.length} phases`;
}

/** Beside the road: "Grow, one ahead" when load has outrun the architecture, else "2 of 4". */
export function RoadCaption({ row }: { row: Road }) {
  const count = row.phases.length;
  if (row.loadPhase === null)
    return (
      <span className="text-ink3">
        architecture {row.architecturePhase + 1} of {count}
      </span>
    );
  const ahead = row.loadPhase - row.architecturePhase;
  if (ahead > 0)
    return (
      <span className="font-medium text-warn">
        phase {row.loadPhase + 1}, {AHEAD_WORDS[ahead] ?? ahead} ahead
      </span>
    );
  return (
    <span className="text-ink3">
      phase {row.loadPhase + 1} of {count}
    </span>
  );
}

const AHEAD_WORDS = ['', 'one', 'two', 'three', 'four'];
