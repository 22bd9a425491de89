import type { Metadata } from 'next';
import { AccountPage } from '@/components/account/account-page';
import { account } from '@/service';
import { providerNames } from '@/service/auth/providers';
import { requireActor } from '../actor';
import { Shell } from '../shell';
import { viewerZone } from '../zone';
import * as actions from './actions';

export const metadata: Metadata = { title: 'Your account' };

/** `error` and `by`: why the provider `by` was not tied. */
type Query = Promise<Partial<Record<'error' | 'by', string | string[]>>>;

export default async function Page({ searchParams }: { searchParams: Query }) {
  const actor = await requireActor();
  const { error, by } = await searchParams;
  const name = providerNames().find(({ id }) => id === by)?.name ?? 'the provider';
  return (
    <Shell actor={actor} crumbs={[{ label: 'Headroom', href: '/' }, { label: 'Your account' }]}>
      <AccountPage
        view={await account(actor)}
        refused={typeof error === 'string' ? { reason: error, name } : null}
        clock={{ nowAt: Date.now(), zone: await viewerZone() }}
        actions={{
          rename: actions.rename,
          endSessions: actions.endSessions,
          changePassword: actions.changePassword,
          makeLink: actions.makeLink,
          unlink: actions.unlink,
          tie: actions.tie,
        }}
      />
    </Shell>
  );
}
