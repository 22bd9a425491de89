/**
 * Loaded with `--import` before each of our processes: starts the OpenTelemetry SDK, which pushes to our own
 * collector. The process's role is its `OTEL_SERVICE_NAME` (headroom-web, headroom-worker, headroom-collector);
 * the standard OTEL_* variables override everything that is set here. Without a token there is nothing to
 * push with, and the process runs on without its own telemetry.
 */
import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DiagConsoleLogger, DiagLogLevel, diag } from '@opentelemetry/api';
import { HostMetricsInstrumentation } from '@opentelemetry/instrumentation-host-metrics';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node';
import { NodeSDK } from '@opentelemetry/sdk-node';

const EXPORT_INTERVAL_MS = 15_000;

const token = readToken();
if (token !== null && process.env.OTEL_SDK_DISABLED !== 'true') start(token);

function start(bearer: string): void {
  const port = process.env.HEADROOM_COLLECTOR_PORT ?? '4318';
  const role = process.env.OTEL_SERVICE_NAME ?? 'headroom-web';
  process.env.OTEL_SERVICE_NAME = role;
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT ??= `http://127.0.0.1:${port}`;
  process.env.OTEL_EXPORTER_OTLP_HEADERS ??= `authorization=${encodeURIComponent(`Bearer ${bearer}`)}`;
  process.env.OTEL_EXPORTER_OTLP_PROTOCOL ??= 'http/protobuf';
  process.env.OTEL_EXPORTER_OTLP_COMPRESSION ??= 'gzip';
  process.env.OTEL_METRIC_EXPORT_INTERVAL ??= String(EXPORT_INTERVAL_MS);
  process.env.OTEL_METRIC_EXPORT_TIMEOUT ??= String(EXPORT_INTERVAL_MS - 5_000);
  process.env.OTEL_TRACES_EXPORTER ??= 'none';
  process.env.OTEL_LOGS_EXPORTER ??= 'none';
  process.env.OTEL_NODE_RESOURCE_DETECTORS ??= 'env';
  process.env.OTEL_RESOURCE_ATTRIBUTES ??= [
    `service.instance.id=${encodeURIComponent(`${hostname()}-${role}`)}`,
    'service.namespace=headroom',
    `service.version=${version()}`,
    'deployment.environment.name=production',
  ].join(',');
  diag.setLogger(new DiagConsoleLogger(), DiagLogLevel.ERROR);

  // ES modules are patched by a loader hook; only these, so that nothing else is touched.
  register('@opentelemetry/instrumentation/hook.mjs', import.meta.url, {
    data: { include: ['http', 'https', 'node:http', 'node:https', 'pg', 'pg-pool'] },
  });
  const sdk = new NodeSDK({ instrumentations: instrumentations(role) });
  sdk.start();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void sdk.shutdown().catch(() => {}));
  }
}

// The collector times its own requests by the API: patched HTTP would cost the ingest path most.
function instrumentations(role: string) {
  const own = [new RuntimeNodeInstrumentation(), new HostMetricsInstrumentation()];
  if (role === 'headroom-collector') return [...own, new PgInstrumentation()];
  return [...own, new PgInstrumentation(), new HttpInstrumentation()];
}

/** The token of Headroom's own app, written by the start script; null before the first start. */
function readToken(): string | null {
  const dataDir = process.env.HEADROOM_DATA_DIR ?? '.headroom';
  try {
    return readFileSync(join(dataDir, 'self-token'), 'utf8').trim() || null;
  } catch {
    return null;
  }
}

function version(): string {
  const manifest = JSON.parse(readFileSync(join(process.cwd(), 'package.json'), 'utf8')) as { version: string };
  return manifest.version;
}
