/** The design tokens as colours that a canvas understands, read anew whenever the theme changes. */

const TOKENS = [
  'card',
  'sunk',
  'grid',
  'line2',
  'ink',
  'ink2',
  'ink3',
  'accent',
  'bad',
  'bad-sh',
  'warn',
  'ok',
  'ghost',
  'pl',
  'b1',
  'b2',
  'b3',
  'b4',
  'fan80',
  'fan95',
  'c1',
  'c2',
  'c3',
  'c4',
  'c5',
  'c6',
  'c7',
  'c8',
] as const;

export type ChartToken = (typeof TOKENS)[number];

export interface ChartTheme {
  color: Record<ChartToken, string>;
  /** Font family as the page uses it, for `ctx.font`. */
  font: string;
}

/** Resolves each token through a probe element, so that `light-dark()` and nested variables work too. */
export function readTheme(host: HTMLElement): ChartTheme {
  const probe = document.createElement('span');
  probe.style.display = 'none';
  host.append(probe);
  const color = {} as Record<ChartToken, string>;
  for (const token of TOKENS) {
    probe.style.color = `var(--${token})`;
    color[token] = getComputedStyle(probe).color;
  }
  probe.remove();
  return { color, font: getComputedStyle(host).fontFamily };
}

/** Calls back after the theme was switched by hand or by the system. Returns how to stop. */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['class', 'data-theme', 'style'] });
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    system.removeEventListener('change', changed);
  };
}

/** Lines of one chart beside each other; from the ninth on colours repeat, and pill and table tell them apart. */
export function lineColor(theme: ChartTheme, index: number): string {
  return theme.color[`c${(index % 8) + 1}` as ChartToken];
}

/** The phase bands repeat their strongest tint for roadmaps with more than four phases. */
export function bandColor(theme: ChartTheme, phase: number): string {
  const bands = [theme.color.b1, theme.color.b2, theme.color.b3, theme.color.b4];
  return bands[Math.min(phase, bands.length - 1)] ?? theme.color.b4;
}
