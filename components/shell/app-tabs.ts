import { formatMoney } from '@/advisor/words/format';
import type { AppHeader } from '@/service/views/views';

export interface Tab {
  href: string;
  label: string;
  /** Said after the label, quieter: "3", "$342", "11 of 14". */
  note?: string;
}

/** The pages an app has today, in the order in which their questions come up. */
export function appTabs(app: AppHeader): Tab[] {
  const root = `/apps/${app.slug}`;
  const { checklistOpen, costCents, signalsHave, signalsAll, crossingsOpen } = app.tabs;
  return [
    { href: root, label: 'Road' },
    { href: `${root}/checklist`, label: 'Checklist', note: checklistOpen === null ? undefined : String(checklistOpen) },
    {
      href: `${root}/costs`,
      label: 'Costs',
      note: costCents === null ? undefined : formatMoney(costCents, app.tabs.currency),
    },
    {
      href: `${root}/crossings`,
      label: 'Crossings',
      note: crossingsOpen === 0 ? undefined : `${crossingsOpen} open`,
    },
    { href: `${root}/signals`, label: 'Signals', note: `${signalsHave} of ${signalsAll}` },
    { href: `${root}/explore`, label: 'Explore' },
    { href: `${root}/reports`, label: 'Reports' },
    { href: `${root}/settings`, label: 'Settings' },
  ];
}
