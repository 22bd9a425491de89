/** What one unit costs, where that is from and how old the list is. */
import type { BillLine } from '@/advisor/types';
import { currencySign } from '@/advisor/words/format';
import { Badge } from '@/components/ui/badge';

/** "$0.08, $0.54 / h": one price per plan in the row. */
export function UnitPrice({ lines }: { lines: BillLine[] }) {
  const prices = [
    ...new Set(
      lines.flatMap((line) => (line.unitPrice == null ? [] : [unitMoney(line.unitPrice, line.priceCurrency)])),
    ),
  ];
  const unit = lines.find((line) => line.priceUnit)?.priceUnit;
  if (prices.length === 0) return <span className="text-ink3">no price</span>;
  return (
    <>
      {prices.join(', ')}
      {unit ? ` / ${unitWord(unit)}` : ''}
    </>
  );
}

export function ListDate({ lines }: { lines: BillLine[] }) {
  const line = lines.find((l) => l.stale) ?? lines.find((l) => l.priceDate) ?? lines[0];
  if (!line || line.unitPrice == null) return null;
  return (
    <span className="inline-flex items-center gap-2" title={line.priceSource ?? undefined}>
      {line.stale ? <Badge tone="warn">stale</Badge> : null}
      {line.ownPrice ? <Badge tone="accent">yours</Badge> : null}
      <Source url={line.priceSource}>{line.priceDate ? dateWords(line.priceDate) : 'undated'}</Source>
    </span>
  );
}

function Source({ url, children }: { url: string | null; children: React.ReactNode }) {
  if (!url || !/^https?:\/\//.test(url)) return <>{children}</>;
  return (
    <a
      href={url}
      rel="noreferrer"
      target="_blank"
      className="underline decoration-line2 underline-offset-3 hover:text-accent"
    >
      {children}
    </a>
  );
}

/** With as many digits as a small price needs: $85, $0.15, $0.0036. */
function unitMoney(price: string, currency: string): string {
  const value = Number(price);
  const sign = currencySign(currency);
  if (value === 0) return `${sign}0`;
  return `${sign}${value.toLocaleString('en-US', { minimumFractionDigits: Number.isInteger(value) ? 0 : 2, maximumFractionDigits: value < 0.1 ? 6 : 2 })}`;
}

function unitWord(unit: string): string {
  return unit
    .replace(/-/g, ' ')
    .replace('instance month', 'month')
    .replace('instance hour', 'h')
    .replace('gb ', 'GB ')
    .replace('vcpu ', 'vCPU ');
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "2026-11-12" → "12 Nov 2026", "2026-11" → "Nov 2026"; anything else as it stands. */
export function dateWords(date: string): string {
  const [year, month, day] = date.split('-');
  const name = MONTHS[Number(month) - 1];
  if (!year || !name) return date;
  return [day ? Number(day) : null, name, year].filter(Boolean).join(' ');
}
