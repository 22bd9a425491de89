import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gunzipBriefly } from '@/collectors/otlp/gunzip';

describe('the kept un-gzip handle', () => {
  const content = Buffer.from('points '.repeat(1000));
  const whole = gzipSync(content);

  it('works with the Node that this runs on, and gives what gunzipSync gives', () => {
    expect(gunzipBriefly(whole)).toEqual(content);
    expect(gunzipBriefly(Buffer.concat([whole, whole]))).toEqual(gunzipSync(Buffer.concat([whole, whole])));
    expect(gunzipBriefly(gzipSync(''))).toHaveLength(0);
  });

  it('leaves what is cut off, no gzip, too large or followed by more to the documented way', () => {
    expect(gunzipBriefly(whole.subarray(0, 40))).toBeNull();
    expect(gunzipBriefly(Buffer.from('no gzip'))).toBeNull();
    expect(gunzipBriefly(Buffer.alloc(0))).toBeNull();
    expect(gunzipBriefly(gzipSync(Buffer.alloc(1_000_000)))).toBeNull();
    expect(gunzipBriefly(Buffer.concat([whole, Buffer.from('more')]))).toBeNull();
  });

  it('works again after a body that was broken in the middle', () => {
    const broken = Buffer.from(whole);
    broken.fill(0xff, 20, 40);
    expect(gunzipBriefly(broken)).toBeNull();
    expect(gunzipBriefly(whole)).toEqual(content);
  });
});
