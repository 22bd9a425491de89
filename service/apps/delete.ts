/** The end of an app: its row says so at once, the worker erases its data (service/apps/erase.ts). */
import { invalid } from '../errors';
import { deleteAppInput } from '../inputs/inputs';
import { resources } from '../resources';
import type { Actor } from '../views/views';
import { writeToApp } from '../write';

/**
 * Marks the app as deleted: no page shows it, its tokens stop working within seconds, and the worker erases
 * what is kept of it. Cannot be taken back. `name` is the app's name, typed once more.
 */
export async function deleteApp(actor: Actor, slug: string, name: string): Promise<void> {
  await writeToApp({
    actor,
    slug,
    verb: 'deleteApp',
    schema: deleteAppInput,
    input: name,
    run: async (tx, { app }, typed) => {
      if (app.self) {
        throw invalid('name', 'This is Headroom’s own app: it would come back at the next start.', 'Leave it.');
      }
      if (typed !== app.name) {
        throw invalid('name', 'This is not the name of the app.', `Type “${app.name}” to delete it.`);
      }
      const deletedAt = new Date(resources().now());
      await tx.app.update({ where: { id: app.id, teamId: app.teamId }, data: { deletedAt } });
      await tx.ingestToken.updateMany({ where: { appId: app.id, revokedAt: null }, data: { revokedAt: deletedAt } });
      return app.name;
    },
    details: (_, deleted) => ({ name: deleted }),
  });
}
