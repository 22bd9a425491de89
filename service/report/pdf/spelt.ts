/** Names in a script that the typeface does not hold: a row of "?" says nothing, the app's address does. */
import type { ReportDocument } from '../../views/report';

/** Of a large team the neediest, who stand first. */
const MOST_NAMES = 100;

/** @param holds whether the typeface holds a letter */
export function spelt(report: ReportDocument, holds: (letter: string) => boolean): ReportDocument {
  const all = [{ name: report.teamName, slug: report.teamSlug }, ...report.apps.slice(0, MOST_NAMES)];
  const unreadable = all.filter(({ name }) => {
    const letters = Array.from(name.matchAll(/[^\s\p{P}]/gu), ([letter]) => letter);
    return letters.filter((letter) => !holds(letter)).length * 2 > letters.length;
  });
  if (unreadable.length === 0) return report;
  // The longest first: one name may be part of another.
  unreadable.sort((a, b) => b.name.length - a.name.length);
  const inJson = (name: string) => JSON.stringify(name).slice(1, -1);
  const text = unreadable.reduce(
    (before, { name, slug }) => before.replaceAll(inJson(name), slug),
    JSON.stringify(report),
  );
  return JSON.parse(text) as ReportDocument;
}
