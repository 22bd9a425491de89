'use client';

import { Bare } from '@/components/shell/bare';
import { Button, ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

export default function ErrorPage({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return (
    <Bare>
      <EmptyState
        page
        mark="crossing"
        title="This page could not be put together."
        action={
          <>
            <Button kind="primary" onClick={() => retry()}>
              Try again
            </Button>
            <ButtonLink href="/">All apps</ButtonLink>
          </>
        }
      >
        Your data are safe: what the collector has acknowledged is stored. If it happens again, the log of the web
        process has the reason
        {error.digest ? (
          <>
            {' '}
            under <code className="text-sm">{error.digest}</code>
          </>
        ) : null}
        .
      </EmptyState>
    </Bare>
  );
}
