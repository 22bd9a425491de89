/** Made-up data says so on every page. */
import { Badge } from '@/components/ui/badge';

export function SyntheticBanner() {
  return (
    <p className="mb-4 flex items-center gap-2 text-ink2 text-xs">
      <Badge tone="warn">synthetic</Badge> The past of this app is made up; it shows what Headroom says, not what
      happened.
    </p>
  );
}
