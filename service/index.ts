/**
 * The use-cases: what a page, an API route or a script asks for. May import store, advisor, prisma
 * and catalogue; nothing above. Comes in: an actor (first, always) and plain input, checked here;
 * goes out: the plain JSON of views.ts, or a ServiceError that a person can mend.
 */

export { account, changePassword, endSessions, ownSignInLink, renameMe, unlinkIdentity } from './account';
export { apiTokens, newApiToken, revokeApiToken } from './api-tokens';
export { appLimits, setLimits } from './app-limits';
export {
  removeOverride,
  setDeployment,
  setEvidenceWindow,
  setLoadRatio,
  setMetricNames,
  setOverride,
  setPopulation,
} from './app-settings';
export { appView, phaseView } from './app-view';
export { createApp, newToken, revokeToken, tokens } from './apps';
export { applyTeam, exportTeam } from './as-code';
export { auditView, exportAudit } from './audit-view';
export { linkIdentity } from './auth/tie';
export { badge, rotateBadge } from './badge';
export { chart } from './chart';
export { checklistView, exportChecklist } from './checklist-export';
export { costsView } from './costs-view';
export { crossingsView, noteCrossing } from './crossings-view';
export { previewCustomSignal, removeCustomSignal, saveCustomSignal } from './custom-signals';
export {
  addPanel,
  arrangeDashboard,
  createDashboard,
  dashboards,
  dashboardView,
  deleteDashboard,
} from './dashboards';
export { deleteApp } from './delete-app';
export { markDeployment } from './deployment-mark';
export { deploymentMarks } from './deployments';
export { isServiceError, ServiceError } from './errors';
export { watchApp } from './live';
export { setMoney, setOwnPrice, setQuantity } from './money';
export { muteThreshold, unmuteThreshold } from './mutes';
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
export { retention, setRetention } from './retention';
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
export { firstData, signalsView } from './signals-view';
export { status } from './status';
export { noteStep } from './step-notes';
export { tickStep } from './steps';
export { addTarget, pauseTarget, removeTarget, targets, testTarget } from './targets';
export { createTeam, renameTeam, setTimeZone } from './teams/create';
export { invite, withdrawInvitation } from './teams/invitations';
export { changeRole, leaveTeam, removeMember, teamView } from './teams/members';
export { viewer } from './viewer';
