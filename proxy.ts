/**
 * Security headers of every page, and a closed door for other sites. Scripts run by nonce only (Next puts it on its
 * own); the one inline script of the layout, which sets the theme before the first paint, is known by its hash.
 */
import { createHash, randomBytes } from 'node:crypto';
import { type NextRequest, NextResponse } from 'next/server';
import { sharedWait, waitPage } from '@/app/shared/wait';
import { THEME_SCRIPT } from '@/components/shell/theme-script';

const themeHash = createHash('sha256').update(THEME_SCRIPT).digest('base64');
// React's development build compiles with eval, and hot reload talks over a web socket.
const development = process.env.NODE_ENV === 'development';
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Nothing that a page or the API takes is larger: a team’s file has 3 MiB. */
const MOST_BYTES = 4 * 1024 * 1024;
/** As much as Next takes of a form; beyond it Next would answer with a bug. */
const MOST_FORM_BYTES = 1024 * 1024;
const FORM = /^(multipart\/form-data|application\/x-www-form-urlencoded)\b/i;

/** The same on every answer. */
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // The address of a one-time link must not travel on as a referrer.
  'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
  'cross-origin-opener-policy': 'same-origin',
};

function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'sha256-${themeHash}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    // Charts and bars place themselves by style attributes.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${development ? ' ws:' : ''}`,
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Of a badge: a picture with a style of its own, which loads and runs nothing, also where it is opened by itself. */
const PICTURE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export async function proxy(request: NextRequest): Promise<NextResponse> {
  const isPicture = request.nextUrl.pathname.startsWith('/badge/');
  const policy = isPicture ? PICTURE_POLICY : contentSecurityPolicy(randomBytes(16).toString('base64'));
  const response = await answerTo(request, policy);
  response.headers.set('content-security-policy', policy);
  for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value);
  if (request.nextUrl.pathname.startsWith('/shared/')) {
    // The address of a shared report must not travel on, and no crawler keeps it.
    response.headers.set('referrer-policy', 'no-referrer');
    response.headers.set('x-robots-tag', 'noindex, nofollow, noarchive');
  }
  if (process.env.HEADROOM_URL?.startsWith('https:')) {
    response.headers.set('strict-transport-security', 'max-age=31536000');
  }
  return response;
}

async function answerTo(request: NextRequest, policy: string): Promise<NextResponse> {
  if (fromAnotherSite(request)) return refusal();
  const most = await exceeded(request);
  if (most !== null) return tooLarge(most);
  const { pathname } = request.nextUrl;
  const wait = pathname.startsWith('/shared/') ? sharedWait(pathname, request.headers, Date.now()) : 0;
  if (wait > 0) return waitPage(wait);
  return isReadable(pathname) ? onwards(request, policy) : unreadable();
}

// Next reads the nonce from the policy in the request.
function onwards(request: NextRequest, policy: string): NextResponse {
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', policy);
  return NextResponse.next({ request: { headers } });
}

/** Whether a page of another site makes this browser change something with the cookies that it holds for ours. */
function fromAnotherSite(request: NextRequest): boolean {
  const origin = request.headers.get('origin');
  if (READING.has(request.method) || origin === null || !request.headers.has('cookie')) return false;
  const host = request.headers.get('x-forwarded-host') ?? request.headers.get('host');
  const from = hostOf(origin);
  return from === undefined || (from !== host && from !== hostOf(process.env.HEADROOM_URL ?? ''));
}

/**
 * How many bytes a request may have, if it has more. What says so is not read at all; a form that does not say is
 * counted here, everything else where it is read.
 */
async function exceeded(request: NextRequest): Promise<number | null> {
  const isForm = request.headers.has('next-action') || FORM.test(request.headers.get('content-type') ?? '');
  const most = isForm ? MOST_FORM_BYTES : MOST_BYTES;
  const said = request.headers.get('content-length');
  if (said !== null) return Number(said) > most ? most : null;
  if (!isForm || request.body === null) return null;
  let bytes = 0;
  for await (const piece of request.body) {
    bytes += piece.byteLength;
    if (bytes > most) return most;
  }
  return null;
}

/** Next answers a path that it cannot decode with a bug. */
function isReadable(path: string): boolean {
  try {
    return !decodeURIComponent(path).includes('\0');
  } catch {
    return false;
  }
}

function tooLarge(most: number): NextResponse {
  const message = `The body has more than ${most} bytes.`;
  return NextResponse.json({ error: { code: 'invalid', field: 'body', message, fix: 'Send less.' } }, { status: 413 });
}

function unreadable(): NextResponse {
  const message = 'The address holds what is no text.';
  return NextResponse.json({ error: { code: 'not-found', message, fix: 'Write it in UTF-8.' } }, { status: 404 });
}

function hostOf(address: string): string | undefined {
  return URL.canParse(address) ? new URL(address).host : undefined;
}

function refusal(): NextResponse {
  const error = {
    code: 'forbidden',
    message: 'This request was sent by a page of another site.',
    fix: 'Open Headroom itself and do it there.',
  };
  return NextResponse.json({ error }, { status: 403 });
}

export const config = { matcher: ['/((?!_next/static/).*)'] };
