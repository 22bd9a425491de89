import { type ReactNode, Suspense } from 'react';
import { requireActor } from '@/app/actor';
import { AppShell } from '@/app/shell';
import { SyntheticBanner } from '@/components/app/synthetic-banner';
import { ChartTools } from '@/components/charts/chart-tools';
import { viewOfApp } from './view';

export async function generateMetadata({ params }: { params: Promise<{ app: string }> }) {
  const { app } = await viewOfApp((await params).app);
  return { title: { default: app.name, template: `%s · ${app.name} · Headroom` } };
}

export default async function AppLayout({
  params,
  children,
}: {
  params: Promise<{ app: string }>;
  children: ReactNode;
}) {
  const { app, advice } = await viewOfApp((await params).app);
  const controls = (
    <Suspense>
      <ChartTools root={`/apps/${app.slug}`} />
    </Suspense>
  );
  return (
    <AppShell actor={await requireActor()} app={app} newestAt={advice?.newestAt ?? null} controls={controls}>
      {app.synthetic ? <SyntheticBanner /> : null}
      {children}
    </AppShell>
  );
}
