/** Next runs this once a server process, before it answers. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { noticeStop } = await import('@/service/ready');
  noticeStop();
  const { settings } = await import('@/config/settings');
  const { nameSenders } = await import('@/app/sender');
  nameSenders(settings().trustedProxies);
}
