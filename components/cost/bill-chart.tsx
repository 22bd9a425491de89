'use client';
/** The bill at any load; a click (or Enter) takes the load under the cursor as the what-if. */
import { useRouter } from 'next/navigation';
import { useMemo, useRef } from 'react';
import { formatMoney } from '@/advisor/words/format';
import { Plot } from '@/components/charts/plot';
import { type BillChartData, billSpec } from './bill-spec';

const HEIGHT = 340;

export function BillChart({ chart }: { chart: BillChartData }) {
  const router = useRouter();
  const at = useRef<number | null>(null);
  const spec = useMemo(() => billSpec(chart), [chart]);
  const take = () => {
    if (at.current !== null)
      router.replace(`?load=${Math.round(Number(at.current.toPrecision(3)))}`, { scroll: false });
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the plot inside takes the focus, this only hears what it was pointed at
    <div className="cursor-crosshair" onClick={take} onKeyDown={(event) => event.key === 'Enter' && take()}>
      <Plot
        spec={spec}
        height={HEIGHT}
        label={`Bill at any load, both scales logarithmic${chart.now ? `; ${formatMoney(chart.now.cents, chart.currency)} a month now` : ''}. Enter takes the load as the what-if`}
        onPoint={(x) => {
          at.current = x;
        }}
      />
    </div>
  );
}
