/** Whom people may sign in with: the providers of the settings, and what they are called. */
import type { SignInProvider } from '@/config/sign-in-settings';
import { resources } from '../resources';

export interface ProviderName {
  id: string;
  name: string;
}

/** For the buttons. */
export function providerNames(): ProviderName[] {
  return resources()
    .signIn()
    .providers.map(({ id, name }) => ({ id, name }));
}

/** @param kept what the identities of somebody are kept under */
export function untiedProviders(kept: readonly string[]): ProviderName[] {
  const { providers } = resources().signIn();
  return providers.filter((one) => !kept.includes(keptAs(one))).map(({ id, name }) => ({ id, name }));
}

export function providerOf(id: unknown): SignInProvider | null {
  return (
    resources()
      .signIn()
      .providers.find((one) => one.id === id) ?? null
  );
}

/** What an identity is kept under: another issuer under the same button is somebody else. */
export function keptAs(provider: SignInProvider): string {
  if (provider.id !== 'github') return bare(provider.issuer);
  return provider.url === 'https://github.com' ? 'github' : bare(provider.url);
}

/** Null of a provider that is no longer set. */
export function idOfKept(kept: string): string | null {
  return (
    resources()
      .signIn()
      .providers.find((one) => keptAs(one) === kept)?.id ?? null
  );
}

/** "GitHub" for `github`; of a provider that is no longer set, its host. */
export function nameOfKept(kept: string): string {
  const known = resources()
    .signIn()
    .providers.find((one) => keptAs(one) === kept);
  if (known) return known.name;
  if (kept === 'github') return 'GitHub';
  return URL.canParse(kept) ? new URL(kept).host : kept;
}

const bare = (address: string) => address.replace(/\/+$/, '');
