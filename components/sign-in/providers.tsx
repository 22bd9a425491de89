'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';

interface ProvidersProps {
  providers: { id: string; name: string }[];
  /** Where to go on to: a path of ours. */
  next?: string;
  /** What the buttons begin with. */
  verb?: string;
  /** Said between the buttons and the form below them. */
  or: string;
}

/** A button for each provider that the settings name, and a line to the form below; nothing where there are none. */
export function Providers({ providers, next = '/', verb = 'Continue with', or }: ProvidersProps) {
  const [going, setGoing] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  if (providers.length === 0) return null;
  const go = async (id: string) => {
    setGoing(id);
    setFailed(false);
    try {
      window.location.assign(await addressOf(id, next));
    } catch {
      setFailed(true);
      setGoing(null);
    }
  };
  return (
    <>
      <div className="grid gap-2">
        {failed ? (
          <Notice tone="bad" role="alert">
            <b>Headroom did not answer.</b> Try again in a moment.
          </Notice>
        ) : null}
        {providers.map(({ id, name }) => (
          <Button
            key={id}
            className="h-9 w-full"
            busy={going === id}
            disabled={going !== null}
            onClick={() => void go(id)}
          >
            {verb} {name}
          </Button>
        ))}
      </div>
      <p className="my-5 flex items-center gap-3 text-xs text-ink3 before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {or}
      </p>
    </>
  );
}

/** The provider's page, with state, PKCE and nonce in cookies of this browser: next-auth's way without its client. */
async function addressOf(id: string, next: string): Promise<string> {
  const { csrfToken } = await (await fetch('/api/auth/csrf')).json();
  const answer = await fetch(`/api/auth/signin/${id}`, {
    method: 'POST',
    body: new URLSearchParams({ csrfToken, callbackUrl: next, json: 'true' }),
  });
  const { url } = await answer.json();
  return url;
}
