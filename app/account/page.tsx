import type { Metadata } from 'next';
import { AccountPage } from '@/components/account/account-page';
import { account } from '@/service';
import { providerNames } from '@/service/auth/providers';
import { requireActor } from '../actor';
import { Shell } from '../shell';
import { viewerZone } from '../zone';
import * as actions from './actions';

export const metadata: Metadata = { title: 'Your account' };

export default async function Page() {
  const actor = await requireActor();
  return (
    <Shell actor={actor} crumbs={[{ label: 'Headroom', href: '/' }, { label: 'Your account' }]}>
      <AccountPage
        view={await account(actor)}
        offered={providerNames()}
        clock={{ nowAt: Date.now(), zone: await viewerZone() }}
        actions={{
          rename: actions.rename,
          endSessions: actions.endSessions,
          changePassword: actions.changePassword,
          makeLink: actions.makeLink,
          unlink: actions.unlink,
        }}
      />
    </Shell>
  );
}
