/** Who sees buttons that change something. The service decides again; this only spares a click that would fail. */
import type { Role } from '@/service/views/views';

export function mayEdit(role: Role): boolean {
  return role !== 'viewer';
}
