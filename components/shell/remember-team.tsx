'use client';

import { useEffect } from 'react';
import { TEAM_COOKIE } from './places';

/** Pages without a team in their address open the one that was looked at last. */
export function RememberTeam({ slug }: { slug: string }) {
  useEffect(() => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser we serve
    document.cookie = `${TEAM_COOKIE}=${slug}; path=/; max-age=31536000; samesite=lax`;
  }, [slug]);
  return null;
}
