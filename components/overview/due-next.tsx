import Link from 'next/link';
import { formatEffort, formatMoneyChange } from '@/advisor/words/format';
import { beginSentence, beginText } from '@/advisor/words/sentences';
import { Card } from '@/components/ui/card';
import { cx } from '@/components/ui/cx';
import { EmptyNote } from '@/components/ui/empty-state';
import { Table, Tbody, Td, Tr } from '@/components/ui/table';
import { Tick } from '@/components/ui/tick';
import type { OverviewView } from '@/service/views/views';
import type { Clock } from './clock';

/** The steps that come first over all apps. */
export function DueNext({ due, clock, className }: { due: OverviewView['dueNext']; clock: Clock; className?: string }) {
  return (
    <Card
      id="due-next"
      title="Due next"
      note={due.length > 0 ? 'first open steps of all apps' : undefined}
      className={className}
    >
      {due.length === 0 ? (
        <EmptyNote>No step is open. The steps of each app’s roadmap appear here, the most urgent first.</EmptyNote>
      ) : (
        <Table>
          <Tbody>
            {due.map(({ app, appName, step }) => (
              <Tr key={`${app}-${step.stepId}`} className="relative hover:bg-sunk/60">
                <Td className="w-8 max-sm:align-top">
                  <Tick by="empty" className="block max-sm:mt-0.5" />
                </Td>
                <Td
                  className={cx('w-24 font-medium max-sm:hidden', toneOf(step))}
                  title={beginSentence(step, clock) ?? undefined}
                >
                  {beginText(step, clock)}
                </Td>
                <Td className="max-w-36 truncate max-sm:hidden">
                  <bdi>{appName}</bdi>
                </Td>
                <Td className="whitespace-normal text-ink">
                  <Link
                    href={`/apps/${app}/checklist#${step.stepId}`}
                    prefetch={false}
                    className="after:absolute after:inset-0 after:content-['']"
                  >
                    {step.title}
                  </Link>
                  <span className="mt-0.5 line-clamp-2 text-xs text-ink3 wrap-anywhere sm:hidden">
                    <span className={cx('font-medium', toneOf(step))}>{beginText(step, clock)}</span> ·{' '}
                    <bdi>{appName}</bdi>
                  </span>
                </Td>
                <Td end className="max-sm:hidden">
                  {step.effortDays ? formatEffort(step.effortDays) : ''}
                </Td>
                <Td end className="text-ink max-sm:align-top">
                  {step.addsCents === null ? '' : formatMoneyChange(step.addsCents, step.currency)}
                </Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
      )}
    </Card>
  );
}

const toneOf = ({ urgency }: OverviewView['dueNext'][number]['step']) => (urgency === 3 ? 'text-bad' : 'text-ink');
