/** Answers to scrapes, cut to the families that matter and kept in pairs: before and after known work. */
import { writeFileSync } from 'node:fs';
import { hostname } from 'node:os';

export async function scrape(url: string): Promise<string> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
  return answer.text();
}

/** The first line says what it is; one that names this machine is refused. */
export function keepScrapes(
  name: string,
  { made, families, before, after }: { made: string; families: RegExp; before: string; after: string },
): void {
  for (const [n, text] of [before, after].entries()) {
    const lines = text.split('\n').filter((line) => families.test(line.replace(/^# (HELP|TYPE) /, '')));
    if (lines.length === 0) throw new Error(`${name} exposes nothing that begins like ${families}`);
    const kept = `# ${made}; cut to what is read. ${n === 0 ? 'Before it' : 'After it'}.\n${lines.join('\n')}\n`;
    if (kept.includes(hostname()) && hostname().length > 5) throw new Error(`${name} names this machine`);
    writeFileSync(`test/fixtures/prometheus/${name}-${n + 1}.txt`, kept);
  }
  console.log(`${name}: kept`);
}
