/** What to paste, for each way and language. Pure text: the token and the endpoint come in. */

export type Way = 'sdk' | 'collector' | 'prometheus';

export interface SnippetFacts {
  service: string;
  /** Without /v1/metrics. */
  endpoint: string;
  /** The same collector over gRPC. */
  grpcEndpoint: string;
  token: string;
}

export interface Snippet {
  id: string;
  label: string;
  /** A quieter first line: what to install. */
  install?: string;
  code: string;
  /** Said under the code where this language differs. */
  note?: string;
}

/** Header settings of SDKs are URL-encoded: a plain space would end the value. */
export function otlpHeaders(token: string): string {
  return `authorization=Bearer%20${token}`;
}

function environment({ service, endpoint, token }: SnippetFacts): string {
  return [
    `export OTEL_SERVICE_NAME="${service}"`,
    `export OTEL_EXPORTER_OTLP_ENDPOINT="${endpoint}"`,
    `export OTEL_EXPORTER_OTLP_HEADERS="${otlpHeaders(token)}"`,
    'export OTEL_EXPORTER_OTLP_PROTOCOL="http/protobuf"',
    'export OTEL_METRIC_EXPORT_INTERVAL="15000"',
  ].join('\n');
}

/** One snippet a language for the SDK in the app itself. */
export function sdkSnippets(facts: SnippetFacts): Snippet[] {
  const env = environment(facts);
  const overGrpc = `Over gRPC instead: endpoint ${facts.grpcEndpoint}, protocol grpc.`;
  return [
    {
      id: 'node',
      label: 'Node.js',
      install: 'npm i @opentelemetry/api @opentelemetry/auto-instrumentations-node',
      code: `${env}\n\nnode --require @opentelemetry/auto-instrumentations-node/register server.js`,
      note: overGrpc,
    },
    {
      id: 'python',
      label: 'Python',
      install:
        'pip install opentelemetry-distro opentelemetry-exporter-otlp-proto-http && opentelemetry-bootstrap -a install',
      code: `${env}\n\nopentelemetry-instrument python app.py`,
      note: `Python’s default protocol is gRPC: keep the line with http/protobuf. Before gunicorn, uvicorn or celery it stands the same way. A FastAPI that exports by itself would send everything twice: FastAPI(telemetry={"auto_configure": False}). ${overGrpc}`,
    },
    {
      id: 'go',
      label: 'Go',
      install:
        'go get go.opentelemetry.io/otel/sdk/metric go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp',
      code: `${env}\n\n// main.go: the exporter reads the variables above\nexporter, _ := otlpmetrichttp.New(ctx)\notel.SetMeterProvider(metric.NewMeterProvider(metric.WithReader(metric.NewPeriodicReader(exporter))))\nhttp.ListenAndServe(":8080", otelhttp.NewHandler(mux, "${facts.service}"))`,
    },
    {
      id: 'java',
      label: 'Java',
      install:
        'curl -LO https://github.com/open-telemetry/opentelemetry-java-instrumentation/releases/latest/download/opentelemetry-javaagent.jar',
      code: `${env}\n\njava -javaagent:opentelemetry-javaagent.jar -jar app.jar`,
      note: overGrpc,
    },
    {
      id: 'dotnet',
      label: '.NET',
      install:
        'dotnet add package OpenTelemetry.Extensions.Hosting && dotnet add package OpenTelemetry.Exporter.OpenTelemetryProtocol && dotnet add package OpenTelemetry.Instrumentation.AspNetCore',
      code: `${env}\n\n// Program.cs\nbuilder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics\n    .AddAspNetCoreInstrumentation()\n    .AddOtlpExporter());`,
      note: `.NET’s default protocol is gRPC: keep the line with http/protobuf. ${overGrpc}`,
    },
    {
      id: 'curl',
      label: 'curl',
      code: `# one point of one gauge, by hand\ncurl -i ${facts.endpoint}/v1/metrics \\\n  -H "authorization: Bearer ${facts.token}" \\\n  -H "content-type: application/json" \\\n  -d '{"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"${facts.service}"}}]},"scopeMetrics":[{"metrics":[{"name":"app.users.active","gauge":{"dataPoints":[{"timeUnixNano":"'$(date +%s)000000000'","asDouble":1}]}}]}]}]}'`,
    },
  ];
}

/** One exporter for a Collector that runs already. */
export function collectorSnippet({ endpoint, token }: SnippetFacts): Snippet {
  return {
    id: 'yaml',
    label: 'config.yaml',
    install: '# add one exporter, and name it in the pipeline of your metrics',
    code: `exporters:\n  otlphttp/headroom:\n    endpoint: "${endpoint}"\n    headers:\n      authorization: "Bearer ${token}"\n\nservice:\n  pipelines:\n    metrics:\n      receivers: [otlp]\n      exporters: [otlphttp/headroom]`,
    note: 'Here the header is written plainly: a Collector does not decode it. The exporter may stand in your traces pipeline too: spans are counted, not kept.',
  };
}

/** Remote write for a Prometheus that runs already. */
export function prometheusSnippet({ service, endpoint, token }: SnippetFacts): Snippet {
  return {
    id: 'prometheus',
    label: 'prometheus.yml',
    install: '# add one more place to write to, and keep the jobs of this app',
    code: `remote_write:\n  - url: "${endpoint}/api/v1/write"\n    authorization:\n      credentials: "${token}"\n    queue_config:\n      retry_on_http_429: true\n    write_relabel_configs:\n      - source_labels: [job]\n        regex: "${service}|postgres|redis"\n        action: keep`,
    note: 'In regex stand the names of your jobs: the app’s own, and the exporters of its database and cache. A token is for one app, and an app may have 10,000 series.',
  };
}

/** What a way has to be pasted. */
export function snippetsOf(way: Way, facts: SnippetFacts): Snippet[] {
  if (way === 'sdk') return sdkSnippets(facts);
  return [way === 'collector' ? collectorSnippet(facts) : prometheusSnippet(facts)];
}

/** An empty request: 200 says that token and route are right. */
export function doorSnippet({ endpoint, token }: Pick<SnippetFacts, 'endpoint' | 'token'>): string {
  return `curl -i ${endpoint}/v1/metrics \\\n  -H "authorization: Bearer ${token}" \\\n  -H "content-type: application/json" -d '{}'`;
}
