/**
 * A sign beside a provider's name. None is anybody's logo, whose owners each say how theirs may be drawn: a key of
 * our own for OpenID Connect, letters for the others.
 */
const LETTERS: Record<string, string> = { google: 'G', github: 'GH' };

export function ProviderMark({ id, name }: { id: string | null; name: string }) {
  const letters = LETTERS[id ?? ''] ?? (id === 'oidc' ? null : name.slice(0, 1).toUpperCase());
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true" className="size-5 shrink-0 text-ink2">
      <rect x="0.5" y="0.5" width="19" height="19" rx="5" fill="none" stroke="currentColor" opacity="0.45" />
      {letters === null ? (
        <g fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round">
          <circle cx="7" cy="10" r="2.5" />
          <path d="M9.5 10H16M13 10v2.5M16 10v2.5" />
        </g>
      ) : (
        <text
          x="10"
          y="10"
          dy="0.36em"
          textAnchor="middle"
          fontSize={letters.length > 1 ? 9 : 11}
          fontWeight="600"
          fill="currentColor"
        >
          {letters}
        </text>
      )}
    </svg>
  );
}
