/** What this installation runs with, for its operators. It is set where its processes start, and read here. */
import { isStale } from '@/advisor/estimate/book';
import { formatBytes, formatCount, formatList } from '@/advisor/words/format';
import { catalogue } from '@/catalogue';
import type { Price } from '@/catalogue/types';
import { type GivenSettings, readSettings } from '@/config/settings';
import { requireSignedIn } from './authorise';
import { resources } from './resources';
import type { InstallationView, PriceListRow, SettingRow } from './views/installation';
import type { Actor } from './views/views';

/** @throws ServiceError `forbidden` for everybody but operators */
export function installation(actor: Actor): InstallationView {
  requireSignedIn(actor, 'installation');
  const set = readSettings(process.env);
  const ways = ['password', ...set.providers.map(({ name }) => name)];
  const host = mailHost(set);
  return {
    line: {
      lead: `People sign in by ${formatList(ways)}.`,
      rest: host === null ? 'No e-mail is sent.' : `E-mail goes to ${host}.`,
    },
    signIn: signIn(set),
    mail: [
      row('Handed in at', host ?? 'nowhere: no e-mail is sent', 'HEADROOM_SMTP_URL'),
      row('Sender', set.mailFrom, 'HEADROOM_MAIL_FROM'),
    ],
    kept: [
      row('Minutes', formatCount(set.keepMinutesDays, 'day'), 'HEADROOM_KEEP_MINUTES_DAYS'),
      row('Hours', formatCount(set.keepHoursDays, 'day'), 'HEADROOM_KEEP_HOURS_DAYS'),
    ],
    limits: limits(set),
    network: network(set),
    prices: priceLists(),
  };
}

const row = (name: string, says: string, ...names: string[]): SettingRow => ({ name, says, settings: names });

function signIn({ providers, signInDomains }: GivenSettings): SettingRow[] {
  const names = { oidc: 'HEADROOM_OIDC_*', github: 'HEADROOM_GITHUB_*', google: 'HEADROOM_GOOGLE_*' };
  return [
    row('E-mail and password', 'on, and a one-time link where e-mail is sent'),
    ...providers.map((it) => row(it.name, it.id === 'github' ? it.url : it.issuer, names[it.id])),
    ...(providers.length === 0 ? [row('Providers', 'none', ...Object.values(names))] : []),
    row(
      'Who may make an account',
      signInDomains.length === 0
        ? 'whoever was invited'
        : `whoever was invited, and verified addresses of ${formatList(signInDomains)} at a provider`,
      'HEADROOM_SIGN_IN_DOMAINS',
    ),
  ];
}

function limits({ appLimits }: GivenSettings): SettingRow[] {
  const count = (value: number, of: string) => `${value.toLocaleString('en')} ${of}`;
  return [
    row('Points a second', count(appLimits.pointsPerSecond, 'on average'), 'HEADROOM_APP_POINTS_PER_SECOND'),
    row('Points at once', count(appLimits.burstPoints, 'before the average counts'), 'HEADROOM_APP_BURST_POINTS'),
    row('Series', count(appLimits.activeSeries, 'with a point in the last hour'), 'HEADROOM_APP_ACTIVE_SERIES'),
    row('Attributes of a point', count(appLimits.attributesPerPoint, 'at most'), 'HEADROOM_APP_ATTRIBUTES'),
    row('One request', `${formatBytes(appLimits.bodyBytes)}, unzipped`, 'HEADROOM_APP_BODY_MIB'),
  ];
}

function network({ url, listen, trustedProxies, allowedTargets }: GivenSettings): SettingRow[] {
  const opened = [
    ...allowedTargets.ranges.map(({ address, bits }) => `${address.toString()}/${bits}`),
    ...allowedTargets.hosts.map((host) => (host.startsWith('.') ? `*${host}` : host)),
  ];
  return [
    row('Address of the pages', url, 'HEADROOM_URL'),
    row('Listens on', listen, 'HEADROOM_LISTEN'),
    row(
      'Proxies whose word counts',
      trustedProxies.length === 0 ? 'those on this machine' : formatList(trustedProxies),
      'HEADROOM_TRUSTED_PROXIES',
    ),
    row(
      'Targets and webhooks may be',
      opened.length === 0 ? 'public addresses' : `public addresses, and ${formatList(opened)}`,
      'HEADROOM_ALLOWED_TARGETS',
    ),
  ];
}

/** The host alone: the rest of the address may hold a password. */
function mailHost({ smtpUrl }: GivenSettings): string | null {
  return smtpUrl === null ? null : new URL(smtpUrl).host;
}

function priceLists(): PriceListRow[] {
  const nowAt = resources().now();
  const byProvider = new Map<string, Price[]>();
  for (const price of catalogue().prices.values()) {
    const same = byProvider.get(price.provider);
    if (same) same.push(price);
    else byProvider.set(price.provider, [price]);
  }
  return [...byProvider]
    .map(([provider, prices]) => {
      const dates = prices.flatMap(({ date }) => date ?? []).sort();
      const stale = prices.filter(({ date }) => isStale(date, nowAt)).length;
      return { provider, prices: prices.length, oldest: dates[0] ?? null, newest: dates.at(-1) ?? null, stale };
    })
    .sort((a, b) => b.prices - a.prices || (a.provider < b.provider ? -1 : 1));
}
