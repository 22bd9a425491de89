'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { ProviderMark } from './provider-mark';
import { addressOf } from './way';

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
            <ProviderMark id={id} name={name} />
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
