import { orNotFound, requireActor } from '@/app/actor';
import { viewerZone } from '@/app/zone';
import { SettingsPage } from '@/components/settings/settings-page';
import { settings } from '@/config/settings';
import { appLimits, appView, badge, isServiceError, readTokens, retention, targets, tokens } from '@/service';
import { metricNames, planChoices, roadmapOptions } from '@/service/apps/connect';
import * as actions from './actions';

export const metadata = { title: 'Settings' };

export default async function Page({ params }: { params: Promise<{ app: string }> }) {
  const actor = await requireActor();
  const view = await orNotFound(appView(actor, (await params).app));
  const { slug } = view.app;
  return (
    <SettingsPage
      view={view}
      tokens={await visible(tokens(actor, slug))}
      targets={await visible(targets(actor, slug))}
      read={{ tokens: await visible(readTokens(actor, slug)), address: `${settings().url}/prometheus` }}
      names={await metricNames(actor, slug)}
      keep={await retention(actor, slug)}
      plans={planChoices()}
      limits={await appLimits(actor, slug)}
      roadmaps={await roadmapOptions(actor, view.app.team.slug)}
      badge={{ ...(await badge(actor, slug)), url: settings().url }}
      actions={{
        makeToken: actions.makeToken.bind(null, slug),
        revokeToken: actions.revokeToken.bind(null, slug),
        makeReadToken: actions.makeReadToken.bind(null, slug),
        revokeReadToken: actions.revokeReadToken.bind(null, slug),
        roadmap: actions.roadmap.bind(null, slug),
        population: actions.population.bind(null, slug),
        ratios: actions.ratios.bind(null, slug),
        names: actions.names.bind(null, slug),
        deployment: actions.deployment.bind(null, slug),
        override: actions.override.bind(null, slug),
        removeOverride: actions.removeOverride.bind(null, slug),
        evidence: actions.evidence.bind(null, slug),
        limits: actions.limits.bind(null, slug),
        retention: actions.retention.bind(null, slug),
        badge: actions.rotateBadge.bind(null, slug),
        delete: actions.deleteApp.bind(null, slug),
        addTarget: actions.addTarget.bind(null, slug),
        changeTarget: actions.changeTarget.bind(null, slug),
      }}
      zone={await viewerZone()}
    />
  );
}

/** Null for a role that may not see them; the page then says so. */
async function visible<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (isServiceError(error) && error.code === 'forbidden') return null;
    throw error;
  }
}
