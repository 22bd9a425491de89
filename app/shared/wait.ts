/** How often a shared report is opened: its holders are strangers, who may not keep Headroom busy. */
import { NextResponse } from 'next/server';
import { senderOf } from '@/app/sender';
import { neighbourhood } from '@/config/sender-address';
import { waitFor } from '@/service/budgets';

/** A link that was sent to a whole company is opened by many within a minute. */
const OF_A_LINK = { burst: 120, aSecond: 2 };
/** Page and files of whatever links: an office shares an address. */
const OF_AN_ADDRESS = { burst: 60, aSecond: 1 };

/** Seconds that whoever asks for this path has to wait; 0: none. The address goes first, so that it spends no link. */
export function sharedWait(path: string, headers: Pick<Headers, 'get'>, at: number): number {
  const [, , link = ''] = path.split('/');
  const address = senderOf(headers);
  return waitFor(
    [
      ...(address === null ? [] : [{ key: `shared-address:${neighbourhood(address)}`, ...OF_AN_ADDRESS }]),
      { key: `shared:${link.slice(0, 64)}`, ...OF_A_LINK },
    ],
    at,
  );
}

/** A page of its own: what is too busy to show a report sends no scripts and no typefaces either. */
export function waitPage(seconds: number): NextResponse {
  const unit = seconds === 1 ? 'second' : 'seconds';
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>One moment</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:20vh auto 0;padding:0 24px;max-width:34rem}h1{font-size:1.25rem}</style>
</head><body><main><h1>One moment, please.</h1>
<p>This report was opened very often just now. Open its link again in ${seconds} ${unit}.</p></main></body></html>\n`;
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'retry-after': String(seconds),
  };
  return new NextResponse(page, { status: 429, headers });
}
