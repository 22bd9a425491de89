/**
 * Which metric of the semantic conventions a span counts for, and with which attributes: few values each,
 * so that spans make few series. https://opentelemetry.io/docs/specs/semconv/
 */
import { type SpanFacts, told } from './traces-attributes';

export interface SpanMetric {
  name: string;
  description: string;
  /** Names of the attributes whose values `read` returns, in this order. */
  attributes: readonly string[];
  /** Values; '' where there is none. */
  read(facts: SpanFacts): string[];
  /** Of two such spans one in the other, one counts: the outer (one request) or the inner (what was really asked). */
  counts: 'outer' | 'inner';
}

const SpanKind = { server: 2, client: 3, producer: 4, consumer: 5 } as const;

/** The metric of a span, or null for one that is neither a request nor a call of a dependency. */
export function metricOf(facts: SpanFacts): SpanMetric | null {
  switch (facts.kind) {
    case SpanKind.server:
      return serverMetric(facts);
    case SpanKind.client:
      return clientMetric(facts);
    case SpanKind.producer:
      return messagingSystem(facts) ? messagingClient : null;
    case SpanKind.consumer:
      if (!messagingSystem(facts)) return null;
      return operationType(facts) === 'receive' ? messagingClient : messagingProcess;
    default:
      return null;
  }
}

function serverMetric(facts: SpanFacts): SpanMetric | null {
  if (told(facts, 'rpc.system.name', 'rpc.system')) return rpcServer;
  const http = told(facts, 'http.request.method', 'http.method', 'http.route', ...statusKeys);
  return http === undefined ? null : httpServer;
}

function clientMetric(facts: SpanFacts): SpanMetric | null {
  if (told(facts, 'db.system.name', 'db.system')) return isOperation(facts) ? dbClient : null;
  if (told(facts, 'messaging.system')) return messagingClient;
  if (told(facts, 'rpc.system.name', 'rpc.system')) return rpcClient;
  const http = told(facts, 'http.request.method', 'http.method', ...statusKeys);
  return http === undefined ? null : httpClient;
}

const statusKeys = ['http.response.status_code', 'http.status_code'] as const;

const httpServer: SpanMetric = {
  name: 'http.server.request.duration',
  description: 'Duration of HTTP server requests, counted from spans.',
  attributes: [
    'http.request.method',
    'http.route',
    'http.response.status_code',
    'error.type',
    'user_agent.synthetic.type',
  ],
  read: (facts) => {
    const status = whole(told(facts, ...statusKeys));
    return [
      httpMethod(facts),
      told(facts, 'http.route') ?? '',
      status,
      httpServerError(facts, status),
      known(told(facts, 'user_agent.synthetic.type'), synthetic),
    ];
  },
  counts: 'outer',
};

const rpcServer: SpanMetric = {
  name: 'rpc.server.call.duration',
  description: 'Duration of inbound remote procedure calls, counted from spans.',
  attributes: ['rpc.system.name', 'rpc.service', 'rpc.method', 'rpc.grpc.status_code', 'error.type'],
  read: (facts) => [
    told(facts, 'rpc.system.name', 'rpc.system') ?? '',
    told(facts, 'rpc.service') ?? '',
    told(facts, 'rpc.method') ?? '',
    whole(told(facts, 'rpc.grpc.status_code')),
    rpcServerError(facts),
  ],
  counts: 'outer',
};

const messagingProcess: SpanMetric = {
  name: 'messaging.process.duration',
  description: 'Duration of processing a message, counted from spans.',
  attributes: ['messaging.system', 'error.type'],
  read: (facts) => [messagingSystem(facts), anyError(facts)],
  counts: 'outer',
};

const messagingClient: SpanMetric = {
  name: 'messaging.client.operation.duration',
  description: 'Duration of sending or receiving messages, counted from spans.',
  attributes: ['messaging.system', 'messaging.operation.type', 'server.address', 'error.type'],
  read: (facts) => [messagingSystem(facts), operationType(facts), address(facts), anyError(facts)],
  counts: 'inner',
};

const dbClient: SpanMetric = {
  name: 'db.client.operation.duration',
  description: 'Duration of database client operations, counted from spans.',
  attributes: ['db.system.name', 'db.operation.name', 'server.address', 'server.port', 'error.type'],
  read: (facts) => [
    told(facts, 'db.system.name', 'db.system') ?? '',
    dbOperation(facts),
    address(facts),
    whole(told(facts, 'server.port', 'net.peer.port')),
    anyError(facts),
  ],
  counts: 'inner',
};

const rpcClient: SpanMetric = {
  name: 'rpc.client.call.duration',
  description: 'Duration of outbound remote procedure calls, counted from spans.',
  attributes: ['rpc.system.name', 'rpc.service', 'server.address', 'service.peer.name', 'error.type'],
  read: (facts) => [
    told(facts, 'rpc.system.name', 'rpc.system') ?? '',
    told(facts, 'rpc.service') ?? '',
    address(facts),
    peer(facts),
    anyError(facts),
  ],
  counts: 'inner',
};

const httpClient: SpanMetric = {
  name: 'http.client.request.duration',
  description: 'Duration of HTTP client requests, counted from spans.',
  attributes: [
    'http.request.method',
    'http.response.status_code',
    'server.address',
    'server.port',
    'service.peer.name',
    'error.type',
  ],
  read: (facts) => [
    httpMethod(facts),
    whole(told(facts, ...statusKeys)),
    address(facts),
    whole(told(facts, 'server.port', 'net.peer.port')),
    peer(facts),
    anyError(facts),
  ],
  counts: 'inner',
};

const methods = new Set('GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH QUERY'.split(' '));
const synthetic = new Set(['bot', 'test']);

function known(value: string | undefined, values: Set<string>): string {
  return value !== undefined && values.has(value) ? value : '';
}

function httpMethod(facts: SpanFacts): string {
  const method = told(facts, 'http.request.method', 'http.method');
  if (method === undefined) return '';
  return methods.has(method) ? method : '_OTHER';
}

/** Digits only: a status or a port that is none is left out. */
function whole(value: string | undefined): string {
  return value !== undefined && /^\d{1,5}$/.test(value) ? value : '';
}

/** A server's error is a 5xx, or no answer at all: for a 4xx the client is to blame, whatever else the span says. */
function httpServerError(facts: SpanFacts, status: string): string {
  if (status !== '') return Number(status) >= 500 ? status : '';
  const type = told(facts, 'error.type');
  if (type !== undefined && /^[1-4]\d\d$/.test(type)) return '';
  return type !== undefined || facts.failed ? '_OTHER' : '';
}

/** UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS: the server's fault. */
const grpcServerErrors = new Set(['2', '4', '12', '13', '14', '15']);

function rpcServerError(facts: SpanFacts): string {
  const status = whole(told(facts, 'rpc.grpc.status_code'));
  if (status !== '') return grpcServerErrors.has(status) ? '_OTHER' : '';
  return anyError(facts);
}

/** Types of errors have as many values as a program has exceptions: whether there was one is enough. */
function anyError(facts: SpanFacts): string {
  return facts.failed || told(facts, 'error.type') !== undefined ? '_OTHER' : '';
}

/** Celery's instrumentation tells its own action instead. */
function messagingSystem(facts: SpanFacts): string {
  return told(facts, 'messaging.system') ?? (told(facts, 'celery.action') ? 'celery' : '');
}

function address(facts: SpanFacts): string {
  return told(facts, 'server.address', 'net.peer.name') ?? '';
}

function peer(facts: SpanFacts): string {
  return told(facts, 'service.peer.name', 'peer.service') ?? '';
}

const operationNames: Record<string, string> = {
  publish: 'send',
  send: 'send',
  create: 'create',
  receive: 'receive',
  poll: 'receive',
  process: 'process',
  deliver: 'process',
  settle: 'settle',
};

function operationType(facts: SpanFacts): string {
  const said = told(facts, 'messaging.operation.type', 'messaging.operation');
  if (said !== undefined) return operationNames[said] ?? '';
  return facts.kind === SpanKind.producer ? 'send' : facts.kind === SpanKind.consumer ? 'process' : '';
}

/** Verbs worth a series: they tell reads from writes, which a read replica is proved by. */
const verbs = new Set(
  (
    'SELECT INSERT UPDATE DELETE MERGE UPSERT REPLACE CREATE ALTER DROP TRUNCATE COPY SHOW BEGIN COMMIT ROLLBACK ' +
    'FIND AGGREGATE COUNT DISTINCT GETMORE FINDANDMODIFY BULKWRITE QUERY SCAN PUT GET MGET SET'
  ).split(' '),
);

function dbOperation(facts: SpanFacts): string {
  const said = told(facts, 'db.operation.name', 'db.operation', 'db.query.summary', 'db.query.text', 'db.statement');
  const verb = /^[\s(]*([a-z]+)/i.exec(said ?? '')?.[1]?.toUpperCase();
  return verb !== undefined && verbs.has(verb) ? verb : '';
}

/** Opening a connection and waiting for one of a pool are client spans too, but ask the database nothing. */
function isOperation(facts: SpanFacts): boolean {
  const said = told(facts, 'db.operation.name', 'db.operation', 'db.query.summary', 'db.query.text', 'db.statement');
  if (said !== undefined) return !/^connect$/i.test(said);
  return !/connect|acquire/i.test(facts.name);
}
