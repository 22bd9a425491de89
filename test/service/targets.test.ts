import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllowedTargets } from '@/config/allowed-targets';
import { readKeyring } from '@/config/encryption';
import * as service from '@/service';
import { openCredential } from '@/service/ingest';
import { rotateKey } from '@/service/rotate-key';
import type { TestDatabase } from '../support/database';
import { HOST, ROADMAP, serviceDatabase } from './people';

let database: TestDatabase;
let slug: string;
const dataDir = mkdtempSync(join(tmpdir(), 'headroom-targets-'));
const place = { allowedTargets: parseAllowedTargets('127.0.0.0/8'), encryptionKeys: null, dataDir, secret: '' };

beforeAll(async () => {
  database = await serviceDatabase({ installation: () => place });
  await database.prisma.team.create({ data: { slug: 'shop', name: 'Shop' } });
  ({ slug } = await service.createApp(HOST, { teamSlug: 'shop', name: 'Checkout', roadmapId: ROADMAP }));
});
afterAll(async () => {
  rmSync(dataDir, { recursive: true });
  await database.close();
});

const url = 'http://127.0.0.1:9100/metrics';
const row = (id: number) => database.prisma.scrapeTarget.findUniqueOrThrow({ where: { id } });

describe('a target', () => {
  it('is listed as waiting, without its credential, which stands nowhere as it was entered', async () => {
    const credential = { kind: 'bearer', token: 'hunter2-token' } as const;
    const { id } = await service.addTarget(HOST, slug, { url, intervalSeconds: 30, credential });
    const [listed] = await service.targets(HOST, slug);
    expect(listed).toMatchObject({ url, state: 'waiting', credential: 'bearer', instance: '127.0.0.1:9100' });
    const stored = await row(id);
    expect(stored.timeoutSeconds).toBe(10);
    const audit = await database.prisma.auditEntry.findMany();
    expect(JSON.stringify([listed, audit.map(({ details }) => details)])).not.toContain('hunter2');
    expect(audit.at(-1)).toMatchObject({ action: 'addTarget', details: { id, url, credential: 'bearer' } });
    expect(Buffer.from(stored.credential ?? []).toString('latin1')).not.toContain('hunter2');
    expect(
      openCredential(stored.credential ?? new Uint8Array(), { appId: stored.appId, url }, readKeyring(place)),
    ).toBe('Bearer hunter2-token');
  });

  it.each([
    [{ url: 'http://10.0.0.5:9100/metrics' }, 'url', '10.0.0.5 is a private address.'],
    [{ url: 'http://169.254.169.254/' }, 'url', '169.254.169.254 is a cloud metadata address.'],
    [{ url: 'http://localhost./', intervalSeconds: 15 }, '', ''],
    [{ url: 'http://ada:secret@127.0.0.1/' }, 'url', 'The address holds a credential'],
    [{ url: 'example' }, 'url', 'This is not an address.'],
    [{ url }, 'url', 'This address is a target already.'],
    [{ url: `${url}2`, intervalSeconds: 5 }, 'intervalSeconds', 'at least 10 s'],
    [{ url: `${url}2`, credential: { kind: 'bearer' as const, token: 'a b' } }, 'credential.token', 'blanks'],
  ])('%j: %s %s', async (given, field, says) => {
    const adding = service.addTarget(HOST, slug, given);
    if (field === '') await adding;
    else await expect(adding).rejects.toMatchObject({ field, message: expect.stringContaining(says) });
  });

  it('of a private address says whom to ask', async () => {
    const adding = service.addTarget(HOST, slug, { url: 'http://10.0.0.5:9100/metrics' });
    await expect(adding).rejects.toMatchObject({
      fix: 'Ask your operator to allow it in HEADROOM_ALLOWED_TARGETS.',
    });
  });

  it('of another app is not found', async () => {
    const other = await service.createApp(HOST, { teamSlug: 'shop', name: 'Other', roadmapId: ROADMAP });
    const [mine] = await service.targets(HOST, slug);
    const id = mine?.id ?? 0;
    for (const attempt of [
      () => service.testTarget(HOST, other.slug, id),
      () => service.pauseTarget(HOST, other.slug, id, true),
      () => service.removeTarget(HOST, other.slug, id),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'not-found' });
    expect(await service.targets(HOST, other.slug)).toEqual([]);
  });

  it('is paused, goes on, is tested and removed', async () => {
    const id = (await service.targets(HOST, slug))[0]?.id ?? 0;
    await service.pauseTarget(HOST, slug, id, true);
    expect((await service.targets(HOST, slug))[0]?.state).toBe('paused');
    await service.pauseTarget(HOST, slug, id, false);
    expect((await service.targets(HOST, slug))[0]?.state).toBe('waiting');
    await service.testTarget(HOST, slug, id);
    expect((await row(id)).testRequestedAt).not.toBeNull();
    const { id: second } = await service.addTarget(HOST, slug, { url: `${url}?second` });
    await service.removeTarget(HOST, slug, second);
    await expect(service.removeTarget(HOST, slug, second)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('a new key', () => {
  it('takes over what was sealed, and the one before the last can go', async () => {
    const sealed = async () => {
      const { credential, appId } = await database.prisma.scrapeTarget.findFirstOrThrow({ where: { url } });
      return openCredential(credential ?? new Uint8Array(), { appId, url }, readKeyring(place).slice(0, 1));
    };
    expect(await rotateKey(place)).toEqual({ made: true, resealed: 1, unreadable: 0 });
    expect(await sealed()).toBe('Bearer hunter2-token');
    expect(await rotateKey(place)).toEqual({ made: true, resealed: 1, unreadable: 0 });
    expect(await sealed()).toBe('Bearer hunter2-token');
    const given = { ...place, encryptionKeys: 'a'.repeat(64) };
    expect(await rotateKey(given)).toEqual({ made: false, resealed: 0, unreadable: 1 });
    expect(await sealed()).toBe('Bearer hunter2-token');
  });
});
