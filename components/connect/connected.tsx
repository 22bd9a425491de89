'use client';

import { useState } from 'react';
import { Card } from '@/components/ui/card';
import { Code } from '@/components/ui/code';
import { FirstLine } from '@/components/ui/first-line';
import { SnippetCard } from './snippet-card';
import { doorSnippet, snippetsOf, type Way } from './snippets';
import { Waiting } from './waiting';
import { Ways } from './ways';
import { WillBe } from './will-be';

/** Stands where the token goes once it can be shown no more. */
const NO_TOKEN = 'YOUR_TOKEN';

interface ConnectedProps {
  slug: string;
  name: string;
  endpoint: string;
  grpcEndpoint: string;
  /** Only right after it was made; null later. */
  token: string | null;
}

/** How do I connect my app? Three ways, a snippet that holds the token, and the wait beside it. */
export function Connected({ slug, name, endpoint, grpcEndpoint, token }: ConnectedProps) {
  const [way, setWay] = useState<Way>('sdk');
  const [sdk, setSdk] = useState('node');
  const secret = token ?? NO_TOKEN;
  const facts = { service: slug, endpoint, grpcEndpoint, token: secret };
  const isHttp = endpoint.startsWith('http:') && !/\/\/(localhost|127\.0\.0\.1)/.test(endpoint);
  return (
    <>
      <FirstLine
        rest={token ? 'Send it one data point, and this page turns green.' : 'Send its data here.'}
        under="Choose the way that is least work for you. You can add another later."
      >
        {token ? null : 'Connect '}
        <bdi className="wrap-anywhere">{name}</bdi>
        {token ? ' is made.' : '.'}
      </FirstLine>
      <div className="grid items-start gap-4 max-sm:gap-6 lg:grid-cols-[2fr_1fr]">
        <div className="grid min-w-0 gap-4 max-sm:gap-6">
          <Ways way={way} setWay={setWay} />
          <SnippetCard
            snippets={snippetsOf(way, facts)}
            chosen={sdk}
            choose={setSdk}
            token={secret}
            foot={
              token ? (
                <>
                  The marked token is shown this once. It may only send data for{' '}
                  <b className="font-semibold text-ink">{name}</b>; revoke it any time under Settings.
                </>
              ) : (
                <>
                  A token is shown once, when it is made. Put yours in place of <code>{NO_TOKEN}</code>, or make a new
                  one under{' '}
                  <a className="font-medium text-accent hover:underline" href={`/apps/${slug}/settings`}>
                    Settings
                  </a>
                  .
                </>
              )
            }
          />
          {way === 'sdk' ? <WillBe sdk={sdk} /> : null}
        </div>
        <div className="grid min-w-0 gap-4 max-sm:-order-none max-sm:gap-6">
          <Waiting slug={slug} name={name} />
          <Card id="door" title="Nothing after two minutes?">
            <div className="grid gap-2.5 text-sm text-pretty text-ink2 [&_b]:font-semibold [&_b]:text-ink">
              <p>
                <b>Try the door.</b> An empty request; 200 means that token and route are right.
              </p>
              <Code
                code={doorSnippet({ endpoint, token: token ? '$TOKEN' : NO_TOKEN })}
                className="rounded-md bg-sunk px-3 py-2.5 text-xs"
              />
              <p>
                <b>Behind a firewall?</b> Let the port of {endpoint.replace(/^https?:\/\//, '')} out, or use a
                Collector.
              </p>
              {way === 'prometheus' ? (
                <p>
                  <b>Still dark?</b> Look for “remote” in the log of your Prometheus: it says why a write was refused.
                </p>
              ) : (
                <p>
                  <b>Still dark?</b> Set <code className="text-xs">OTEL_LOG_LEVEL=debug</code> and look for “export”.
                </p>
              )}
              {isHttp ? (
                <p>
                  <b>Over plain http</b> the token can be read on the way. Put TLS in front before it leaves your
                  network.
                </p>
              ) : null}
            </div>
          </Card>
        </div>
      </div>
    </>
  );
}
