/** The road itself: equal segments, dark as far as load has travelled, pale ahead. */

/** The ramp's four steps as Tailwind sees them, so that none is built from parts. */
const AHEAD = ['bg-p1', 'bg-p2', 'bg-p3', 'bg-p4'];

interface Props {
  count: number;
  /** 0 … 1 along the road; null where load cannot be placed. */
  travelled: number | null;
  vertical?: boolean;
}

export function RoadBar({ count, travelled, vertical = false }: Props) {
  return (
    <div className={vertical ? 'flex h-full w-2.5 flex-col gap-[3px]' : 'flex h-[11px] gap-[3px]'} aria-hidden="true">
      {Array.from({ length: count }, (_, i) => {
        const share = travelled === null ? 0 : Math.max(0, Math.min(1, travelled * count - i));
        const size = `${share * 100}%`;
        return (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: segments have no identity beyond their place
            key={i}
            className={`relative grow basis-0 overflow-hidden rounded-[2px] ${AHEAD[Math.min(i, AHEAD.length - 1)]}`}
          >
            <span
              className="absolute top-0 left-0 bg-go"
              style={vertical ? { height: size, width: '100%' } : { width: size, height: '100%' }}
            />
          </span>
        );
      })}
    </div>
  );
}
