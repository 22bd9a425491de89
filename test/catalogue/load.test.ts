import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCatalogue } from '@/catalogue';

describe('the catalogue of this repository', () => {
  it('loads without a mistake', () => {
    const it = loadCatalogue(join(process.cwd(), 'catalogue'));
    expect([...it.roadmaps.keys()]).toEqual(['thousands-to-millions']);
    expect(it.steps.size).toBeGreaterThan(45);
    expect(it.prices.size).toBeGreaterThan(300);
  });
});
