/** Which verbs an API token's scopes stand for. What is not here, no token may do. */
import type { Verb } from './roles';
import type { Role } from './views';
import type { Scope } from './views-actor';

const table: Record<Scope, readonly Verb[]> = {
  read: [
    'overview',
    'appView',
    'phaseView',
    'checklistView',
    'exportChecklist',
    'costsView',
    'signalsView',
    'crossingsView',
    'reports',
    'reportView',
    'reportFile',
    'roadmaps',
    'roadmapView',
    'badge',
    'exportTeam',
    'chart',
    'metrics',
    'explore',
    'retention',
    'appLimits',
    'dashboards',
    'dashboardView',
    'teamView',
    'notifications',
  ],
  write: [
    'tickStep',
    'noteStep',
    'noteCrossing',
    'muteThreshold',
    'unmuteThreshold',
    'setOverride',
    'removeOverride',
    'setRoadmap',
    'setPopulation',
    'setLoadRatio',
    'setDeployment',
    'setMetricNames',
    'setEvidenceWindow',
    'saveCustomSignal',
    'removeCustomSignal',
    'setQuantity',
    'makeReport',
    'makeTeamReport',
    'shares',
    'withdrawShare',
    'createDashboard',
    'addPanel',
    'arrangeDashboard',
    'deleteDashboard',
    'rotateBadge',
  ],
  deploy: ['markDeployment'],
  manage: [
    'createApp',
    'tokens',
    'newToken',
    'revokeToken',
    'applyTeam',
    'targets',
    'addTarget',
    'pauseTarget',
    'removeTarget',
    'setRetention',
    'setOwnPrice',
    'setMoney',
    'shareReport',
    'scheduleReport',
    'removeSchedule',
    'changeChannel',
    'pauseChannel',
  ],
  admin: ['deleteApp'],
};

export const SCOPES = Object.keys(table) as Scope[];

/** The one scope that allows it; null: only a signed-in person. */
export function scopeOf(verb: Verb): Scope | null {
  return SCOPES.find((scope) => table[scope].includes(verb)) ?? null;
}

/** The least role whose holder may give each scope away; a team's own token acts with the highest of its scopes. */
export const roleOfScope: Record<Scope, Role> = {
  read: 'viewer',
  write: 'editor',
  deploy: 'editor',
  manage: 'manager',
  admin: 'admin',
};
