'use server';

import { redirect } from 'next/navigation';
import type { Saved } from '@/components/settings/save';
import * as service from '@/service';
import { save } from '../save';
import { credentialOf, deploymentOf, numberOf, populationOf, textOf } from './form';

export async function makeToken(slug: string, _before: Saved, form: FormData): Promise<Saved> {
  return save(slug, (actor) =>
    service.newToken(actor, slug, {
      label: textOf(form, 'label') ?? '',
      kind: textOf(form, 'kind') === 'browser' ? 'browser' : 'server',
      origins: (textOf(form, 'origins') ?? '').split(/[\s,]+/).filter(Boolean),
    }),
  );
}

export async function revokeToken(slug: string, _before: Saved, form: FormData): Promise<Saved> {
  return save(slug, (actor) =>
    service.revokeToken(actor, slug, Number(form.get('id')), { inHours: numberOf(form, 'inHours') ?? 0 }),
  );
}

export async function makeReadToken(slug: string, _before: Saved, form: FormData): Promise<Saved> {
  const wholeTeam = textOf(form, 'reach') === 'team';
  return save(slug, (actor) => service.newReadToken(actor, slug, { label: textOf(form, 'label') ?? '', wholeTeam }));
}

export async function revokeReadToken(slug: string, _before: Saved, form: FormData): Promise<Saved> {
  return save(slug, (actor) => service.revokeReadToken(actor, slug, Number(form.get('id'))));
}

export async function roadmap(slug: string, _before: Saved, form: FormData): Promise<Saved> {
  const roadmapId = textOf(form, 'roadmapId') ?? '';
  return save(slug, (actor) =>
    service.setRoadmap(actor, slug, { roadmapId, version: numberOf(form, 'version') ?? null }),
  );
}

export async function population(slug: string, _before: Saved, form: FormData): Promise<Saved> {
  return save(slug, (actor) => service.setPopulation(actor, slug, populationOf(form)));
}

export async function ratios(slug: string, _before: Saved, form: FormData): Promise<Saved> {
  return save(slug, (actor) =>
    service.setLoadRatio(actor, slug, {
      concurrentPerDaily: numberOf(form, 'concurrentPerDaily') ?? null,
      requestsPerUserMinute: numberOf(form, 'requestsPerUserMinute') ?? null,
    }),
  );
}

export async function names(slug: string, _before: Saved, form: FormData): Promise<Saved> {
  const fields = [
    ...(['users', 'cacheHits', 'cacheMisses', 'queueDepth', 'jobDuration', 'sockets', 'assetLoad'] as const),
    ...(['routesLeftOut', 'routesHeldOpen'] as const),
  ];
  const given = Object.fromEntries(
    fields.flatMap((field) => (textOf(form, field) ? [[field, textOf(form, field)]] : [])),
  );
  return save(slug, (actor) => service.setMetricNames(actor, slug, given));
}

export async function deployment(slug: string, _before: Saved, form: FormData): Promise<Saved> {
  return save(slug, async (actor) => {
    const { app } = await service.appView(actor, slug);
    await service.setDeployment(actor, slug, deploymentOf(form, app.deployment));
  });
}

export async function override(slug: string, _before: Saved, form: FormData): Promise<Saved> {
  return save(slug, (actor) =>
    service.setOverride(actor, slug, {
      thresholdId: textOf(form, 'thresholdId') ?? '',
      limit: numberOf(form, 'limit') ?? null,
      holdMinutes: numberOf(form, 'holdMinutes') ?? null,
      reason: textOf(form, 'reason') ?? '',
    }),
  );
}

export async function removeOverride(slug: string, _before: Saved, form: FormData): Promise<Saved> {
  return save(slug, (actor) => service.removeOverride(actor, slug, textOf(form, 'thresholdId') ?? ''));
}

export async function evidence(slug: string, _before: Saved, form: FormData): Promise<Saved> {
  return save(slug, (actor) => service.setEvidenceWindow(actor, slug, numberOf(form, 'minutes') ?? null));
}

export async function limits(slug: string, _before: Saved, form: FormData): Promise<Saved> {
  const names = ['pointsPerSecond', 'burstPoints', 'activeSeries', 'attributesPerPoint'] as const;
  const given = Object.fromEntries(names.flatMap((name) => (textOf(form, name) ? [[name, numberOf(form, name)]] : [])));
  const mib = numberOf(form, 'bodyMib');
  const all = mib === undefined ? given : { ...given, bodyBytes: Math.round(mib * 1024 * 1024) };
  return save(slug, (actor) => service.setLimits(actor, slug, all));
}

export async function retention(slug: string, _before: Saved, form: FormData): Promise<Saved> {
  return save(slug, (actor) =>
    service.setRetention(actor, slug, {
      minutesDays: numberOf(form, 'minutesDays') ?? null,
      hoursDays: numberOf(form, 'hoursDays') ?? null,
    }),
  );
}

export async function rotateBadge(slug: string, _before: Saved, _form: FormData): Promise<Saved> {
  return save(slug, (actor) => service.rotateBadge(actor, slug));
}

export async function deleteApp(slug: string, _before: Saved, form: FormData): Promise<Saved> {
  const saved = await save(slug, (actor) => service.deleteApp(actor, slug, textOf(form, 'name') ?? ''));
  if (saved.error === null) redirect('/');
  return saved;
}

export async function addTarget(slug: string, _before: Saved, form: FormData): Promise<Saved> {
  return save(slug, (actor) =>
    service.addTarget(actor, slug, {
      url: textOf(form, 'url') ?? '',
      intervalSeconds: numberOf(form, 'intervalSeconds') ?? 15,
      credential: credentialOf(form),
      job: textOf(form, 'job') ?? null,
      instance: textOf(form, 'instance') ?? null,
    }),
  );
}

export async function changeTarget(slug: string, _before: Saved, form: FormData): Promise<Saved> {
  const id = Number(form.get('id'));
  return save(slug, (actor) => {
    switch (form.get('do')) {
      case 'test':
        return service.testTarget(actor, slug, id);
      case 'remove':
        return service.removeTarget(actor, slug, id);
      default:
        return service.pauseTarget(actor, slug, id, form.get('do') === 'pause');
    }
  });
}
