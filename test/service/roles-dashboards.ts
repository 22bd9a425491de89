/** The use-cases about dashboards, each once with input that is right: a part of the table of roles.test.ts. */
import * as service from '@/service';
import type { Actor } from '@/service/views/views';
import { HOST } from './people';

const panel = (app: string): Parameters<typeof service.addPanel>[2] => ({
  app,
  title: 'Queue',
  question: { metric: 'queue.depth', value: 'avg', filters: [], groupBy: [], across: 'sum' },
});

let count = 1;

export function dashboardCalls(given: () => { app: string; id: string }) {
  return {
    dashboards: (actor: Actor) => service.dashboards(actor, 'shop'),
    dashboardView: (actor: Actor) => service.dashboardView(actor, given().id),
    createDashboard: (actor: Actor) => service.createDashboard(actor, 'shop', { name: `Another ${count++}` }),
    addPanel: (actor: Actor) => service.addPanel(actor, given().id, panel(given().app)),
    arrangeDashboard: async (actor: Actor) => {
      const { version, name } = await service.dashboardView(HOST, given().id);
      return service.arrangeDashboard(actor, given().id, { version, name, panels: [] });
    },
    deleteDashboard: async (actor: Actor) =>
      service.deleteDashboard(
        actor,
        (await service.createDashboard(HOST, 'shop', { name: `Short-lived ${count++}` })).id,
      ),
  };
}
