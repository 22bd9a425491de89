import { expect, it } from 'vitest';
import { admission } from '@/collectors/admission';
import { defaultLimits, type TokenApp } from '@/service/ingest';

const app: TokenApp = { tokenId: 1, appId: 7, kind: 'server', origins: [], limits: defaultLimits, endsAt: null };
const sender = { address: '192.0.2.1' };

function doors() {
  const state = { found: app as TokenApp | null, version: '0', away: false, nowAt: 1_000_000, finds: 0, versions: 0 };
  const answer = async <T>(value: T) => {
    if (state.away) throw new Error('away');
    return value;
  };
  const door = admission(
    {
      find: () => {
        state.finds++;
        return answer(state.found);
      },
      version: () => {
        state.versions++;
        return answer(state.version);
      },
      origins: async () => new Set(),
    },
    () => state.nowAt,
  );
  const ask = () =>
    door.admit('t', sender).then(
      ({ appId }) => appId,
      (error) => error.status,
    );
  return { state, door, ask };
}

it('looks a token up once while nothing changes, however rarely it comes', async () => {
  const { state, ask } = doors();
  for (let i = 0; i < 20; i++) {
    expect(await ask()).toBe(7);
    state.nowAt += 10_000;
  }
  expect([state.finds, state.versions]).toEqual([1, 20]);
});

it('refuses within 5 s what was revoked, and knows new limits', async () => {
  const { state, door, ask } = doors();
  await ask();
  expect(door.known('t')).toBe(app);
  state.found = { ...app, limits: { ...defaultLimits, activeSeries: 5 } };
  state.version = '1';
  state.nowAt += 4_999;
  // Still believed; asked in the background.
  expect(await ask()).toBe(7);
  expect(door.known('t')).toBeNull();
  expect(await ask()).toBe(7);
  expect(door.known('t')?.limits.activeSeries).toBe(5);
  state.found = null;
  state.version = '2';
  state.nowAt += 5_000;
  expect(door.known('t')).toBeNull();
  expect(await ask()).toBe(401);
});

it('refuses a token at the time that it was told to end', async () => {
  const { state, ask } = doors();
  state.found = { ...app, endsAt: state.nowAt + 60_000 };
  expect(await ask()).toBe(7);
  state.found = null;
  state.nowAt += 59_999;
  expect(await ask()).toBe(7);
  state.nowAt += 1;
  expect(await ask()).toBe(401);
});

it('believes for 5 s what it knew when the database went away, then says 503 and never 401', async () => {
  const { state, ask } = doors();
  await ask();
  state.away = true;
  state.nowAt += 4_999;
  expect(await ask()).toBe(7);
  state.nowAt += 1;
  expect(await ask()).toBe(503);
  state.away = false;
  expect(await ask()).toBe(7);
  expect(state.finds).toBe(1);
});

it('does not take for current what was looked up before a change that it hears of meanwhile', async () => {
  const { state, door, ask } = doors();
  state.version = '1';
  await ask();
  // The change shows only now, though the look-up may have come before it.
  state.version = '2';
  state.found = null;
  state.nowAt += 5_000;
  expect(await ask()).toBe(401);
  expect(door.known('t')).toBeNull();
});
