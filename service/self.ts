/** Headroom as an app in Headroom: its row and the token its own processes push with. */

/**
 * Makes sure that Headroom's own app exists and that the token its processes push with lies in the
 * data directory (0600). Called after migrations at every start; doing it twice changes nothing.
 */
export async function ensureSelfApp(_input: { dataDir: string }): Promise<{ slug: string; tokenFile: string }> {
  throw new Error('ensureSelfApp is not built yet');
}
