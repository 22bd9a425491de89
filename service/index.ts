/**
 * The use-cases: what a page, an API route or a script asks for. May import store, advisor, prisma
 * and catalogue; nothing above. Comes in: an actor (first, always) and plain input, checked here;
 * goes out: the plain JSON of views/, or a ServiceError that a person can mend.
 */

export { apiTokens, newApiToken, revokeApiToken } from './api-tokens';
export { createApp, newToken, revokeToken, tokens } from './apps/apps';
export { badge, rotateBadge } from './apps/badge';
export { deleteApp } from './apps/delete';
export { markDeployment } from './apps/deployment-mark';
export { deploymentMarks } from './apps/deployments';
export { appLimits, setLimits } from './apps/limits';
export { retention, setRetention } from './apps/retention';
export {
  removeOverride,
  setDeployment,
  setEvidenceWindow,
  setLoadRatio,
  setMetricNames,
  setOverride,
  setPopulation,
} from './apps/settings';
export { addTarget, pauseTarget, removeTarget, targets, testTarget } from './apps/targets';
export { appView, phaseView } from './apps/view';
export { applyTeam, exportTeam } from './as-code';
export { auditView, exportAudit } from './audit-view';
export { account, changePassword, endSessions, ownSignInLink, renameMe, unlinkIdentity } from './auth/account';
export { linkIdentity } from './auth/tie';
export { chart } from './chart';
export { muteThreshold, unmuteThreshold } from './crossings/mutes';
export { crossingsView, noteCrossing } from './crossings/view';
export {
  addPanel,
  arrangeDashboard,
  createDashboard,
  dashboards,
  dashboardView,
  deleteDashboard,
} from './dashboards';
export { isServiceError, ServiceError } from './errors';
export { installation } from './installation';
export { watchApp } from './live';
export { setMoney, setOwnPrice, setQuantity } from './money/money';
export { costsView } from './money/view';
export { changeChannel, pauseChannel } from './notifications/change-channel';
export {
  addChannel,
  notifications,
  removeChannel,
  resendMessage,
  setMyNotifications,
  testChannel,
} from './notifications/channels';
export { overview } from './overview';
export { explore, metrics, newReadToken, readTokens, revokeReadToken } from './query';
export {
  makeReport,
  makeTeamReport,
  removeSchedule,
  reportFile,
  reports,
  reportView,
  scheduleReport,
  shareReport,
  shares,
  withdrawShare,
} from './report';
export {
  checkRoadmap,
  createRoadmap,
  previewRoadmap,
  removeRoadmap,
  roadmapDiff,
  roadmaps,
  roadmapView,
  saveRoadmap,
  setRoadmap,
} from './roadmaps';
export { previewCustomSignal, removeCustomSignal, saveCustomSignal } from './signals/custom';
export { firstData, signalsView } from './signals/view';
export { status } from './status';
export { createTeam, renameTeam, setTimeZone } from './teams/create';
export { addHolidays, holidays, removeHoliday } from './teams/holidays';
export { invite, withdrawInvitation } from './teams/invitations';
export { changeRole, leaveTeam, removeMember, teamView } from './teams/members';
export { viewer } from './viewer';
export { checklistView, exportChecklist } from './work/export';
export { noteStep } from './work/notes';
export { tickStep } from './work/steps';
