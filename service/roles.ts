/**
 * The one table of who may do what. Every exported use-case has its line here and asks
 * service/authorise.ts with its own name; nothing else decides.
 */
import type { Role } from './views/views';

/** Least role in the app's (or named) team; `signed-in` needs no team; `operator` is the installation's role. */
export type Needs = Role | 'signed-in' | 'operator';

const table = {
  overview: 'viewer',
  appView: 'viewer',
  phaseView: 'viewer',
  checklistView: 'viewer',
  exportChecklist: 'viewer',
  costsView: 'viewer',
  signalsView: 'viewer',
  chart: 'viewer',
  explore: 'viewer',
  metrics: 'viewer',
  deploymentMarks: 'viewer',
  dashboards: 'viewer',
  dashboardView: 'viewer',
  createDashboard: 'editor',
  addPanel: 'editor',
  arrangeDashboard: 'editor',
  deleteDashboard: 'editor',
  live: 'viewer',
  retention: 'viewer',
  firstData: 'viewer',
  reports: 'viewer',
  reportView: 'viewer',
  reportFile: 'viewer',
  viewer: 'signed-in',
  status: 'signed-in',
  tickStep: 'editor',
  noteStep: 'editor',
  setQuantity: 'editor',
  makeReport: 'editor',
  makeTeamReport: 'editor',
  withdrawShare: 'editor',
  setPopulation: 'editor',
  setDeployment: 'editor',
  setMetricNames: 'editor',
  setLoadRatio: 'editor',
  setOverride: 'editor',
  removeOverride: 'editor',
  setEvidenceWindow: 'editor',
  saveCustomSignal: 'editor',
  removeCustomSignal: 'editor',
  previewCustomSignal: 'viewer',
  crossingsView: 'viewer',
  noteCrossing: 'editor',
  muteThreshold: 'editor',
  unmuteThreshold: 'editor',
  roadmaps: 'signed-in',
  checkRoadmap: 'signed-in',
  roadmapView: 'viewer',
  roadmapDiff: 'viewer',
  createRoadmap: 'editor',
  saveRoadmap: 'editor',
  previewRoadmap: 'editor',
  setRoadmap: 'editor',
  removeRoadmap: 'manager',
  appLimits: 'viewer',
  installation: 'operator',
  setLimits: 'operator',
  targets: 'editor',
  testTarget: 'editor',
  addTarget: 'manager',
  pauseTarget: 'manager',
  removeTarget: 'manager',
  createApp: 'manager',
  tokens: 'manager',
  newToken: 'manager',
  revokeToken: 'manager',
  readTokens: 'manager',
  newReadToken: 'manager',
  revokeReadToken: 'manager',
  setRetention: 'manager',
  setOwnPrice: 'manager',
  setMoney: 'manager',
  shares: 'editor',
  shareReport: 'manager',
  scheduleReport: 'manager',
  removeSchedule: 'manager',
  notifications: 'viewer',
  setMyNotifications: 'viewer',
  resendMessage: 'editor',
  addChannel: 'manager',
  testChannel: 'manager',
  changeChannel: 'manager',
  pauseChannel: 'manager',
  removeChannel: 'manager',
  setTimeZone: 'manager',
  holidays: 'viewer',
  addHolidays: 'editor',
  removeHoliday: 'editor',
  exportTeam: 'viewer',
  applyTeam: 'manager',
  deleteApp: 'admin',
  apiTokens: 'viewer',
  newApiToken: 'viewer',
  revokeApiToken: 'viewer',
  markDeployment: 'editor',
  badge: 'viewer',
  rotateBadge: 'editor',
  teamView: 'viewer',
  leaveTeam: 'viewer',
  invite: 'manager',
  withdrawInvitation: 'manager',
  changeRole: 'admin',
  removeMember: 'admin',
  renameTeam: 'admin',
  createTeam: 'operator',
  auditView: 'admin',
  exportAudit: 'admin',
  account: 'signed-in',
  renameMe: 'signed-in',
  endSessions: 'signed-in',
  changePassword: 'signed-in',
  ownSignInLink: 'signed-in',
  linkIdentity: 'signed-in',
  unlinkIdentity: 'signed-in',
} as const satisfies Record<string, Needs>;

export type Verb = keyof typeof table;
export const roles: Record<Verb, Needs> = table;

const rank: Record<Role, number> = { viewer: 0, editor: 1, manager: 2, admin: 3 };

/** Whether `role` is `least` or above. */
export function roleAtLeast(role: Role, least: Role): boolean {
  return rank[role] >= rank[least];
}

/** Whether a member with `role` may do `verb` in that team. */
export function mayInTeam(role: Role, verb: Verb): boolean {
  const needs = roles[verb];
  if (needs === 'signed-in') return true;
  if (needs === 'operator') return false;
  return roleAtLeast(role, needs);
}
