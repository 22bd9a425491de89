import type { Role } from '@/service/views/views';

/** Which controls are drawn; service decides. */
export const mayInvite = (role: Role) => role === 'manager' || role === 'admin';
export const mayEdit = (role: Role) => role !== 'viewer';
export const mayManage = (role: Role) => role === 'admin';
