import type { Metadata } from 'next';
import { LinkPage } from '../link-page';

export const metadata: Metadata = { title: 'Sign in', referrer: 'no-referrer' };

export default async function SignInLinkPage({
  searchParams,
}: {
  searchParams: Promise<{ token?: string; link?: string }>;
}) {
  const { token, link } = await searchParams;
  return <LinkPage link={token ?? link ?? ''} />;
}
