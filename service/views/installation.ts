/** What the page of the installation is handed: no secret is among it. */
export interface InstallationView {
  /** How people come in, and who makes an account by themselves. */
  signIn: SettingRow[];
  mail: SettingRow[];
  kept: SettingRow[];
  /** What one app may send where no operator said otherwise. */
  limits: SettingRow[];
  network: SettingRow[];
  prices: PriceListRow[];
  /** The two parts of the page's first line. */
  line: { lead: string; rest: string };
}

export interface SettingRow {
  name: string;
  says: string;
  /** What changes it: settings of the environment (docs/operations.md). */
  settings: string[];
}

/** The list prices of one provider. */
export interface PriceListRow {
  provider: string;
  prices: number;
  /** Of those with a date, as their sources state it; null where none has one. */
  oldest: string | null;
  newest: string | null;
  /** Over 180 days old, or undated. */
  stale: number;
}
