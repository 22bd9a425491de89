/** What changed from one version to another: as people ask, then line by line. */
import { formatDayTime } from '@/advisor/words/dates';
import { formatCount } from '@/advisor/words/format';
import { Badge, type Tone } from '@/components/ui/badge';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { FirstLine } from '@/components/ui/first-line';
import { ScrollSideways } from '@/components/ui/scroll-sideways';
import type { RoadmapDiffView } from '@/service/roadmaps/views';

const TONE: Record<'added' | 'removed' | 'changed', Tone> = { added: 'ok', removed: 'bad', changed: 'accent' };
const SIGN = { same: ' ', in: '+', out: '−', gap: '' };
const LINE = { same: 'text-ink2', in: 'bg-ok-bg text-ink', out: 'bg-bad-bg text-ink', gap: 'text-ink3' };

export function ChangesPage({ view, zone }: { view: RoadmapDiffView; zone: string }) {
  const { changes, lines, from, to } = view;
  return (
    <>
      <FirstLine
        rest={`from version ${from.number} to ${to.number}`}
        under={`Version ${to.number}: ${(to.note || 'no note').replace(/\.$/, '')}; ${to.by ?? 'somebody who left'}, ${formatDayTime(to.createdAt, zone)}`}
        actions={<ButtonLink href={`/roadmaps/${view.slug}`}>{view.title}</ButtonLink>}
      >
        {changes.length === 0 ? 'Nothing that Headroom reads changed' : formatCount(changes.length, 'change')}
      </FirstLine>
      <div className="grid grid-cols-1 gap-4 max-sm:gap-6">
        {changes.length > 0 ? (
          <Card id="changes" title="Phases, thresholds, steps">
            <ul className="text-sm text-ink2 [&>li:last-child]:border-0">
              {changes.map((change) => (
                <li
                  key={`${change.what} ${change.phase} ${change.name} ${change.says}`}
                  className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 border-b border-line py-2"
                >
                  <Badge tone={TONE[change.kind]} className="w-18 justify-center">
                    {change.kind}
                  </Badge>
                  <span className="font-medium text-ink">
                    {change.what === 'roadmap' ? '' : `${change.what} `}
                    {change.name}
                  </span>
                  <span className="text-pretty">
                    {change.says}
                    {change.phase ? <span className="text-ink3"> in {change.phase}</span> : null}
                  </span>
                </li>
              ))}
            </ul>
          </Card>
        ) : null}
        <Card
          id="text"
          title="The text"
          note={lines === null ? undefined : 'lines that differ, with three around them'}
          flush
        >
          {lines === null ? (
            <p className="p-4 text-sm text-ink2">The two texts have too little in common to show line by line.</p>
          ) : (
            <ScrollSideways label="Changes of the text" className="py-2">
              <table className="w-full border-collapse font-mono text-xs">
                <tbody>
                  {lines.map((line, i) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text that does not change
                    <tr key={i} className={LINE[line.kind]}>
                      <td className="w-12 px-3 text-right text-ink3 select-none">{line.line || '⋯'}</td>
                      <td className="w-4 select-none">
                        <span aria-hidden>{SIGN[line.kind]}</span>
                        <span className="sr-only">
                          {line.kind === 'in' ? 'added' : line.kind === 'out' ? 'removed' : ''}
                        </span>
                      </td>
                      <td className="pr-4 whitespace-pre">{line.text}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </ScrollSideways>
          )}
        </Card>
      </div>
    </>
  );
}
