/** Three bars that rise towards a dotted limit: load, and the room above it. */
export function Logo({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 22 22" aria-hidden className="shrink-0">
      <path d="M2 4.5h18" className="stroke-ink" strokeWidth="1.8" strokeDasharray="2.6 2.2" />
      <rect x="2.5" y="13" width="4.4" height="7" rx="1.2" className="fill-accent" />
      <rect x="8.8" y="10.5" width="4.4" height="9.5" rx="1.2" className="fill-accent" />
      <rect x="15.1" y="8" width="4.4" height="12" rx="1.2" className="fill-accent" />
    </svg>
  );
}
