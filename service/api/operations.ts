/** The one table of the API: what each operation asks, needs and answers. Routes, OpenAPI, MCP and tests read it. */
import type { Operation } from './operation';
import { appOperations } from './operations/apps';
import { channelOperations } from './operations/channels';
import { dashboardOperations } from './operations/dashboards';
import { peopleOperations } from './operations/people';
import { reportOperations } from './operations/reports';
import { roadmapOperations } from './operations/roadmaps';
import { settingOperations } from './operations/settings';
import { sharingOperations } from './operations/sharing';
import { telemetryOperations } from './operations/telemetry';
import { tokenOperations } from './operations/tokens';
import { workOperations } from './operations/work';
import { asCodeOperations } from './operations-as-code';

export const operations: readonly Operation[] = [
  ...appOperations,
  ...workOperations,
  ...telemetryOperations,
  ...reportOperations,
  ...sharingOperations,
  ...roadmapOperations,
  ...settingOperations,
  ...tokenOperations,
  ...dashboardOperations,
  ...channelOperations,
  ...peopleOperations,
  ...asCodeOperations,
];
