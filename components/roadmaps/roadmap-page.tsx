/** `/roadmaps/[roadmap]`: the phases side by side with range, cost, time, thresholds and steps, each with its source. */
import { formatCount } from '@/advisor/words/format';
import { Disagreements } from '@/components/cost/disagreements';
import { POPULATION_WORDS } from '@/components/road/words';
import { Badge } from '@/components/ui/badge';
import { ButtonLink, TextLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { FirstLine } from '@/components/ui/first-line';
import { Notice } from '@/components/ui/notice';
import type { RoadmapView } from '@/service/roadmaps/views';
import { Limits } from './limits';
import { PhaseCard } from './phase-card';
import { Remove, type RemoveAction } from './remove';
import { Versions } from './versions';

interface RoadmapPageProps {
  view: RoadmapView;
  zone: string;
  remove: RemoveAction;
}

export function RoadmapPage({ view, zone, remove }: RoadmapPageProps) {
  const { roadmap, team, version, versions, apps, editable } = view;
  const newest = versions[0]?.number ?? version;
  const href = `/roadmaps/${roadmap.id}`;
  return (
    <>
      <FirstLine
        rest={`${formatCount(roadmap.phases.length, 'phase')} by ${POPULATION_WORDS[roadmap.loadUnit]}`}
        under={roadmap.summary}
        actions={
          <>
            {editable.length > 0 ? <ButtonLink href={`/roadmaps/new?from=${roadmap.id}`}>Fork</ButtonLink> : null}
            {view.mayEdit ? (
              <ButtonLink href={`${href}/edit`} kind="primary">
                Edit
              </ButtonLink>
            ) : null}
          </>
        }
      >
        {roadmap.title}
      </FirstLine>
      <div className="grid grid-cols-1 gap-4 max-sm:gap-6">
        {version < newest ? (
          <Notice tone="warn">
            This is version {version}. The newest is <TextLink href={href}>version {newest}</TextLink>.
          </Notice>
        ) : null}
        <Card
          id="about"
          title="About"
          note={team ? `${team.name}, version ${version}` : `built in, version ${version}`}
        >
          <dl className="grid gap-x-6 gap-y-2 text-sm text-ink2 sm:grid-cols-[8rem_minmax(0,1fr)] [&_dt]:text-ink3">
            <dt>Figures from</dt>
            <dd>
              {roadmap.document}
              {view.forkedFrom ? (
                <>
                  ; begun as a copy of <TextLink href={`/roadmaps/${view.forkedFrom}`}>{view.forkedFrom}</TextLink>
                </>
              ) : null}
            </dd>
            <dt>Counts</dt>
            <dd>
              {POPULATION_WORDS[roadmap.loadUnit]}
              {roadmap.loadUnitSays.ourReading
                ? `; the document says “${roadmap.loadUnitSays.word}”, ${roadmap.loadUnit} is our reading`
                : ''}
            </dd>
            <dt>Written for</dt>
            <dd>{roadmap.stack.join(', ') || 'any stack'}</dd>
            <dt>Begins with</dt>
            <dd>
              {roadmap.startingPoint.has.join('; ')} ({roadmap.startingPoint.range})
            </dd>
            <dt>Apps on it</dt>
            <dd className="flex flex-wrap gap-x-3">
              {apps.length === 0 ? 'none of yours' : null}
              {apps.map((app) => (
                <span key={app.slug}>
                  <TextLink href={`/apps/${app.slug}`}>
                    <bdi className="wrap-anywhere">{app.name}</bdi>
                  </TextLink>
                  {team && app.version !== newest ? <Badge className="ml-1">version {app.version}</Badge> : null}
                </span>
              ))}
            </dd>
          </dl>
        </Card>
        <div className="grid grid-cols-1 gap-4 max-sm:gap-6 lg:grid-cols-2 2xl:grid-cols-3">
          {roadmap.phases.map((phase, i) => (
            <PhaseCard key={phase.id} view={view} phase={phase} number={i + 1} />
          ))}
        </div>
        <Limits view={view} />
        <Disagreements roadmap={roadmap} about="phases" />
        <Disagreements roadmap={roadmap} about="money" />
        {versions.length > 0 ? <Versions view={view} zone={zone} /> : null}
        {view.mayRemove ? <Remove slug={roadmap.id} apps={apps.length} action={remove} /> : null}
      </div>
    </>
  );
}
