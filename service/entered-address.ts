/** Addresses that people enter for Headroom to connect to: targets and webhooks. */
import { parseTargetUrl, TargetRefused } from '@/config/allowed-targets';
import { outbound } from '@/config/outbound';
import { invalid } from './errors';
import { resources } from './resources';

/** The address as it is kept, where it leads only to where Headroom may go. @throws ServiceError `invalid` that names the field `url` */
export async function checkedUrl(text: string): Promise<string> {
  const { allowedTargets } = resources().installation();
  try {
    const url = parseTargetUrl(text, allowedTargets);
    await outbound(allowedTargets).check(url);
    return url.href;
  } catch (refusal) {
    if (refusal instanceof TargetRefused) throw invalid('url', refusal.message, refusal.fix);
    throw refusal;
  }
}
