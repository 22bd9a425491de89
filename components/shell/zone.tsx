'use client';

import { useRouter } from 'next/navigation';
import { createContext, type ReactNode, useContext, useEffect } from 'react';
import { ZONE_COOKIE } from './zone-cookie';

const ZoneContext = createContext('UTC');

/** The viewer's zone, the same on server and client, so that no clock jumps while a page wakes up. */
export function useZone(): string {
  return useContext(ZoneContext);
}

/** Tells the server the browser's zone once; when it was another one, the page is read again with it. */
export function ZoneProvider({ zone, children }: { zone: string; children: ReactNode }) {
  const router = useRouter();
  useEffect(() => {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!here || here === zone) return;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser we serve
    document.cookie = `${ZONE_COOKIE}=${encodeURIComponent(here)}; path=/; max-age=31536000; samesite=lax`;
    router.refresh();
  }, [zone, router]);
  return <ZoneContext.Provider value={zone}>{children}</ZoneContext.Provider>;
}
