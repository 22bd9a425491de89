'use client';
import { RANGES } from './chart-window';
import { useCharts } from './charts-provider';
/** What the lines of a row of signal charts mean, once per row. */
import { clockOf, dayOf } from './ticks';

export function SignalLegend() {
  const { data, range, compare, zoomed } = useCharts();
  const title = RANGES.find((r) => r.id === range)?.title.toLowerCase();
  const step = data?.stepSeconds ?? 60;
  const deployments = data?.deployments ?? [];
  return (
    <ul className="flex min-h-4 flex-wrap items-center gap-x-5 gap-y-1 text-ink3 text-xs">
      <Entry
        words={`${zoomed ? 'zoomed in' : title}, ${step >= 3600 ? `${step / 3600} h` : `${Math.max(1, Math.round(step / 60))} min`}`}
      >
        <path d="M0 5h12" className="stroke-accent" strokeWidth="2" />
      </Entry>
      {compare ? (
        <Entry words="a week earlier">
          <path d="M0 5h12" className="stroke-ghost" strokeWidth="1.25" />
        </Entry>
      ) : null}
      <Entry words="threshold">
        <path d="M0 5h12" className="stroke-bad" strokeWidth="1.5" strokeDasharray="4 2" />
      </Entry>
      <Entry words="crossed">
        <path d="M1 0h10v10H1z" className="fill-bad-sh" />
      </Entry>
      {deployments.length > 0 ? (
        <Entry words={deploymentWords(deployments)}>
          <path d="M6 1l4 4-4 4-4-4z" className="fill-ink3" />
        </Entry>
      ) : null}
    </ul>
  );
}

function Entry({ words, children }: { words: string; children: React.ReactNode }) {
  return (
    <li className="inline-flex items-center gap-2">
      <svg viewBox="0 0 12 10" className="w-3" aria-hidden="true">
        {children}
      </svg>
      {words}
    </li>
  );
}

/** The last two by name, the others by number. */
function deploymentWords(deployments: { at: number; version: string }[]): string {
  const named = deployments.slice(-2).map((d) => {
    const today = dayOf(d.at / 1000) === dayOf(Date.now() / 1000);
    return `${d.version} at ${today ? '' : `${dayOf(d.at / 1000)}, `}${clockOf(d.at / 1000)}`;
  });
  const more = deployments.length - named.length;
  return `${named.join(', ')}${more > 0 ? ` and ${more} earlier` : ''}`;
}
