'use client';
import { useState } from 'react';
import { formatCount } from '@/advisor/words/format';
import { WindowControls } from '@/components/charts/chart-tools';
import { Button, ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { FirstLine } from '@/components/ui/first-line';
import type { DashboardView } from '@/service/views/dashboards';
import type { DashboardActions } from './actions';
import { Arrange } from './arrange';
import { Panel } from './panel';

interface Props {
  view: DashboardView;
  actions: DashboardActions;
  mayEdit: boolean;
}

export function DashboardPage({ view, actions, mayEdit }: Props) {
  const [arranging, setArranging] = useState(false);
  return (
    <>
      <FirstLine
        rest={view.panels.length === 0 ? 'No chart yet.' : formatCount(view.panels.length, 'chart')}
        actions={
          <>
            <WindowControls />
            {mayEdit ? (
              <Button aria-expanded={arranging} onClick={() => setArranging(!arranging)}>
                {arranging ? 'Close' : 'Arrange'}
              </Button>
            ) : null}
          </>
        }
      >
        <span className="break-words">
          <bdi>{view.name}</bdi>.
        </span>
      </FirstLine>
      {arranging ? <Arrange key={view.version} view={view} actions={actions} done={() => setArranging(false)} /> : null}
      {view.panels.length === 0 ? (
        <EmptyState
          mark="waiting"
          title="Charts of any app of the team stand here."
          action={
            <ButtonLink kind="primary" href="/">
              All apps
            </ButtonLink>
          }
        >
          Open an app’s Explore page, ask for a metric, then choose “Add to a dashboard”.
        </EmptyState>
      ) : (
        <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
          {view.panels.map((panel) => (
            <Panel key={panel.id} panel={panel} />
          ))}
        </div>
      )}
    </>
  );
}
