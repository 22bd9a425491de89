/** `/roadmaps`: what the roads look like, and where their figures come from. */
import { formatCount, formatLoadRange, formatUsdRange, withDashes } from '@/advisor/words/format';
import type { Phase } from '@/catalogue/types';
import { POPULATION_WORDS } from '@/components/road/words';
import { ButtonLink, TextLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { FirstLine } from '@/components/ui/first-line';
import type { RoadmapListItem, RoadmapsView } from '@/service/roadmaps/views';
import { LoadAxis } from './load-axis';

export function RoadmapsPage({ view }: { view: RoadmapsView }) {
  const all = [...view.own, ...view.builtIn];
  const apps = all.reduce((sum, item) => sum + item.apps.length, 0);
  return (
    <>
      <FirstLine
        rest={
          view.own.length > 0
            ? `${formatCount(view.own.length, 'of them is', 'of them are')} your team’s own.`
            : 'Fork one to make your own.'
        }
        under={`${formatCount(apps, 'app')} of yours on them. Each built-in roadmap follows one document; where that is silent, the page says whose figure it is.`}
        actions={
          view.editable.length > 0 ? (
            <ButtonLink href="/roadmaps/new" kind="primary">
              Write one
            </ButtonLink>
          ) : undefined
        }
      >
        {formatCount(all.length, 'roadmap')} to choose from.
      </FirstLine>
      <div className="grid grid-cols-1 gap-4 max-sm:gap-6">
        <Card id="by-load" title="Phases by load" note="one axis for all, each in its own population">
          <LoadAxis items={all} />
        </Card>
        {all.map((item) => (
          <Summary key={item.roadmap.id} item={item} view={view} />
        ))}
      </div>
    </>
  );
}

function Summary({ item, view }: { item: RoadmapListItem; view: RoadmapsView }) {
  const { roadmap, team, version, apps } = item;
  const limits = roadmap.thresholds.length + roadmap.phases.reduce((sum, phase) => sum + phase.thresholds.length, 0);
  return (
    <Card
      id={roadmap.id}
      title={
        <TextLink href={`/roadmaps/${roadmap.id}`} className="font-semibold text-ink">
          {roadmap.title}
        </TextLink>
      }
      note={team ? `${team.name}, version ${version}` : `built in, version ${version}`}
      aside={view.editable.length > 0 ? <TextLink href={`/roadmaps/new?from=${roadmap.id}`}>Fork</TextLink> : undefined}
      foot={`${roadmap.document} · ${POPULATION_WORDS[roadmap.loadUnit]}${roadmap.loadUnitSays.ourReading ? `: the document says “${roadmap.loadUnitSays.word}”, ${roadmap.loadUnit} is our reading` : ''} · ${formatCount(limits, 'threshold')}`}
    >
      <p className="max-w-[60rem] text-sm text-pretty text-ink2">{roadmap.summary}</p>
      <PhaseTable phases={roadmap.phases} />
      <PhaseList phases={roadmap.phases} />
      {apps.length > 0 ? (
        <p className="mt-3 flex flex-wrap gap-x-3 gap-y-1 text-sm text-ink3">
          On it:
          {apps.map((app) => (
            <TextLink key={app.slug} href={`/apps/${app.slug}`}>
              <bdi className="wrap-anywhere">{app.name}</bdi>
              {team && app.version !== version ? ` (version ${app.version})` : ''}
            </TextLink>
          ))}
        </p>
      ) : null}
    </Card>
  );
}

/** The same in all tables of the page, so that their columns stand under each other. */
const COLUMNS = ['w-[34%]', 'w-[15%]', 'w-[20%]', 'w-[18%]', 'w-[13%]'];

function PhaseTable({ phases }: { phases: Phase[] }) {
  return (
    <table className="mt-3 w-full table-fixed text-sm text-ink2 max-md:hidden">
      <colgroup>
        {COLUMNS.map((width) => (
          <col key={width} className={width} />
        ))}
      </colgroup>
      <thead className="text-xs text-ink3">
        <tr className="border-b border-line">
          <Head>Phase</Head>
          <Head end>Load</Head>
          <Head end>A month, by the document</Head>
          <Head end>Takes</Head>
          <Head end>Required steps</Head>
        </tr>
      </thead>
      <tbody>
        {phases.map((phase) => (
          <tr key={phase.id} className="border-b border-line last:border-0">
            <th scope="row" className="py-1.5 pr-3 text-left font-medium text-ink">
              {withDashes(phase.title)}
            </th>
            <td className="py-1.5 pl-3 text-right whitespace-nowrap">{formatLoadRange(phase.from, phase.to)}</td>
            <td className="py-1.5 pl-3 text-right whitespace-nowrap">
              {phase.costs[0] ? formatUsdRange(phase.costs[0].lowUsd, phase.costs[0].highUsd) : <Silent />}
            </td>
            <td className="py-1.5 pl-3 text-right">
              {phase.timelines[0] ? withDashes(phase.timelines[0].text) : <Silent />}
            </td>
            <td className="py-1.5 pl-3 text-right">{phase.required.length}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The same on a phone: nothing to scroll sideways. */
function PhaseList({ phases }: { phases: Phase[] }) {
  return (
    <ol className="mt-3 md:hidden">
      {phases.map((phase) => (
        <li key={phase.id} className="border-b border-line py-2 text-sm last:border-0">
          <p className="flex justify-between gap-4">
            <span className="font-medium text-ink">{withDashes(phase.title)}</span>
            <span className="whitespace-nowrap text-ink2">{formatLoadRange(phase.from, phase.to)}</span>
          </p>
          <p className="text-xs text-ink3">
            {[
              phase.costs[0]
                ? `${formatUsdRange(phase.costs[0].lowUsd, phase.costs[0].highUsd)} a month`
                : 'no sum given',
              phase.timelines[0] ? withDashes(phase.timelines[0].text) : 'no time given',
              formatCount(phase.required.length, 'required step'),
            ].join(' · ')}
          </p>
        </li>
      ))}
    </ol>
  );
}

function Head({ end, children }: { end?: boolean; children: React.ReactNode }) {
  return (
    <th scope="col" className={`pb-1.5 font-normal ${end ? 'pl-3 text-right' : 'text-left'}`}>
      {children}
    </th>
  );
}

function Silent() {
  return <span className="text-ink3">none given</span>;
}
