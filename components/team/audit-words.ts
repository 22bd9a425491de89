/** "changeRole" → "change role": the verbs of service are words already. */
export function actionWords(action: string): string {
  return action.replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
}

const MOST = 300;

/** { email, from: "viewer", to: "editor" } → "email: ada@example.com, from: viewer, to: editor". */
export function detailWords(details: Record<string, unknown>): string {
  const text = Object.entries(details)
    .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}
