/** Load ▼ filled, architecture △ hollow, first limit ▽ hollow and red. Turned for the vertical road. */

interface Props {
  kind: 'load' | 'architecture' | 'limit';
  /** Which way the tip points. */
  to: 'down' | 'up' | 'left' | 'right';
  className?: string;
}

const TURN = { down: 0, left: 90, up: 180, right: 270 };
const DRESS = {
  load: 'fill-ink stroke-ink',
  architecture: 'fill-card stroke-ink',
  limit: 'fill-card stroke-bad',
};

export function Marker({ kind, to, className = '' }: Props) {
  return (
    <svg
      viewBox="0 0 14 12"
      width="14"
      height="12"
      aria-hidden="true"
      className={`block overflow-visible ${className}`}
      style={{ rotate: `${TURN[to]}deg` }}
    >
      <path d="M1 1h12L7 11z" strokeWidth="1.5" strokeLinejoin="round" className={DRESS[kind]} />
    </svg>
  );
}
