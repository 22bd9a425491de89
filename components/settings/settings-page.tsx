import { FirstLine } from '@/components/ui/first-line';
import type { PlanChoice } from '@/service/apps/connect';
import type { MetricNamesInput } from '@/service/inputs/inputs';
import type { AppView, LimitsView, ReadTokenView, RetentionView, TargetView, TokenView } from '@/service/views/views';
import { BadgeSection } from './badge-section';
import { DeleteSection } from './delete-section';
import { DeploymentSection } from './deployment-section';
import { EvidenceSection } from './evidence-section';
import { LimitsSection } from './limits-section';
import { PopulationSection, RatioSection } from './load-section';
import { NamesSection } from './names-section';
import { ReadAccess } from './read-access';
import { RetentionSection } from './retention-section';
import { type RoadmapOption, RoadmapSection } from './roadmap-section';
import type { SaveAction } from './save';
import { type Section, SettingsNav } from './settings-nav';
import { Targets } from './targets';
import { ThresholdSection } from './threshold-section';
import { Tokens } from './tokens';

export interface SettingsActions {
  makeToken: SaveAction;
  revokeToken: SaveAction;
  makeReadToken: SaveAction;
  revokeReadToken: SaveAction;
  roadmap: SaveAction;
  population: SaveAction;
  ratios: SaveAction;
  names: SaveAction;
  deployment: SaveAction;
  override: SaveAction;
  removeOverride: SaveAction;
  evidence: SaveAction;
  limits: SaveAction;
  retention: SaveAction;
  badge: SaveAction;
  delete: SaveAction;
  addTarget: SaveAction;
  changeTarget: SaveAction;
}

interface SettingsPageProps {
  view: AppView;
  tokens: TokenView[] | null;
  targets: TargetView[] | null;
  /** Read tokens, and the address at which they are good. */
  read: { tokens: ReadTokenView[] | null; address: string };
  names: MetricNamesInput;
  keep: RetentionView;
  plans: { web: PlanChoice[]; database: PlanChoice[] };
  limits: LimitsView;
  roadmaps: RoadmapOption[];
  /** The badge's path, null until there is one, and what stands before it. */
  badge: { path: string | null; url: string };
  actions: SettingsActions;
  zone: string;
}

const SECTIONS: Section[] = [
  { id: 'tokens', title: 'Tokens' },
  { id: 'targets', title: 'Prometheus targets' },
  { id: 'read-access', title: 'Read access' },
  { id: 'roadmap', title: 'Roadmap' },
  { id: 'population', title: 'Population' },
  { id: 'ratios', title: 'Ratios' },
  { id: 'deployment', title: 'Deployment' },
  { id: 'names', title: 'Metric names' },
  { id: 'overrides', title: 'Thresholds' },
  { id: 'evidence', title: 'Evidence' },
  { id: 'limits', title: 'Limits' },
  { id: 'retention', title: 'Retention' },
  { id: 'badge', title: 'Badge' },
  { id: 'delete', title: 'Delete' },
];

/** What only its owner can say. */
export function SettingsPage({
  view,
  tokens,
  targets,
  read,
  names,
  keep,
  plans,
  limits,
  roadmaps,
  badge,
  actions,
  zone,
}: SettingsPageProps) {
  const mayEdit = view.app.role !== 'viewer';
  const { app } = view;
  const sections = SECTIONS.filter(({ id }) => id !== 'delete' || !app.self);
  return (
    <>
      <FirstLine
        rest="The rest Headroom reads from its telemetry."
        under={`Roadmap: ${view.roadmap.title}, version ${view.roadmap.version}. Each change is written to the audit log.`}
      >
        What only you can say of <bdi className="wrap-anywhere">{app.name}</bdi>.
      </FirstLine>
      <div className="grid items-start gap-x-8 lg:grid-cols-[10rem_minmax(0,1fr)]">
        <SettingsNav sections={sections} />
        <div className="grid min-w-0 gap-4 max-sm:gap-6 *:scroll-mt-6 max-lg:*:scroll-mt-20">
          <Tokens tokens={tokens} make={actions.makeToken} revoke={actions.revokeToken} zone={zone} />
          <Targets
            targets={targets}
            add={actions.addTarget}
            change={actions.changeTarget}
            role={app.role}
            zone={zone}
          />
          <ReadAccess {...read} make={actions.makeReadToken} revoke={actions.revokeReadToken} zone={zone} />
          <RoadmapSection view={view} options={roadmaps} action={actions.roadmap} mayEdit={mayEdit} />
          <PopulationSection view={view} action={actions.population} mayEdit={mayEdit} />
          <RatioSection view={view} action={actions.ratios} mayEdit={mayEdit} />
          <DeploymentSection deployment={app.deployment} plans={plans} action={actions.deployment} mayEdit={mayEdit} />
          <NamesSection names={names} action={actions.names} mayEdit={mayEdit} />
          <ThresholdSection
            view={view}
            save={actions.override}
            remove={actions.removeOverride}
            mayEdit={mayEdit}
            zone={zone}
          />
          <EvidenceSection minutes={app.evidenceWindowMinutes} action={actions.evidence} mayEdit={mayEdit} />
          <LimitsSection limits={limits} action={actions.limits} />
          <RetentionSection
            keep={keep}
            action={actions.retention}
            mayEdit={app.role === 'manager' || app.role === 'admin'}
          />
          <BadgeSection {...badge} app={app} action={actions.badge} mayEdit={mayEdit} />
          {app.self ? null : <DeleteSection name={app.name} action={actions.delete} mayDelete={app.role === 'admin'} />}
        </div>
      </div>
    </>
  );
}
