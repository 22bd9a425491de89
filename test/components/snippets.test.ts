import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  collectorSnippet,
  doorSnippet,
  otlpHeaders,
  prometheusSnippet,
  sdkSnippets,
} from '@/components/connect/snippets';

const facts = {
  service: 'returns',
  endpoint: 'https://headroom.example.com:4318',
  grpcEndpoint: 'https://headroom.example.com:4317',
  token: 'hr_4kQ8',
};

describe('snippets', () => {
  it('encodes the space in the header setting of SDKs, which would end the value there', () => {
    expect(otlpHeaders('hr_4kQ8')).toBe('authorization=Bearer%20hr_4kQ8');
  });

  it('gives every language the endpoint, its token and a protocol that the collector speaks', () => {
    for (const { id, code } of sdkSnippets(facts)) {
      expect(code, id).toContain(facts.endpoint);
      expect(code, id).toContain(facts.token);
      if (id !== 'curl') expect(code, id).toContain('OTEL_EXPORTER_OTLP_PROTOCOL="http/protobuf"');
    }
  });

  it('says where gRPC goes, for the languages whose exporter reads the variables', () => {
    const noted = sdkSnippets(facts).filter(({ note }) => note?.includes(`${facts.grpcEndpoint}, protocol grpc`));
    expect(noted.map(({ id }) => id)).toEqual(['node', 'python', 'java', 'dotnet']);
  });

  it('gives Prometheus YAML that writes to the collector with the token, and keeps the jobs of the app', () => {
    expect(parse(prometheusSnippet(facts).code)).toEqual({
      remote_write: [
        {
          url: `${facts.endpoint}/api/v1/write`,
          authorization: { credentials: facts.token },
          queue_config: { retry_on_http_429: true },
          write_relabel_configs: [{ source_labels: ['job'], regex: 'returns|postgres|redis', action: 'keep' }],
        },
      ],
    });
  });

  it('writes the header plainly where nothing decodes it', () => {
    expect(collectorSnippet(facts).code).toContain('authorization: "Bearer hr_4kQ8"');
    expect(doorSnippet(facts)).toContain('-H "authorization: Bearer hr_4kQ8"');
  });
});
