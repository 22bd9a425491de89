/**
 * Prometheus's HTTP API for Grafana's Prometheus data source: query, query_range, series, labels,
 * label/NAME/values, metadata, by GET or POST form. A read token is the bearer, or the password of basic
 * authentication. https://prometheus.io/docs/prometheus/latest/querying/api/
 */
import {
  instantQuery,
  labelNames,
  labelValues,
  metadata,
  type PromAnswer,
  PromError,
  rangeQuery,
  seriesOf,
  type Tenant,
  tenantOf,
} from '@/service/query';
import { refuse, send } from '../answer';
import { parametersOf } from '../parameters';

type Context = { params: Promise<{ endpoint: string[] }> };
type Ask = (tenant: Tenant, given: URLSearchParams) => Promise<PromAnswer>;

const endpoints: Record<string, Ask> = {
  query: instantQuery,
  query_range: rangeQuery,
  series: seriesOf,
  labels: labelNames,
  metadata,
};

async function answer(request: Request, { params }: Context): Promise<Response> {
  try {
    const tenant = await tenantOf(tokenOf(request.headers.get('authorization') ?? ''));
    if (!tenant) throw new PromError('unauthorized', 'a read token is needed: the settings page of an app makes one');
    return send(await askOf((await params).endpoint)(tenant, await parametersOf(request)));
  } catch (error) {
    return refuse(error);
  }
}

export const GET = answer;
export const POST = answer;

function askOf(endpoint: string[]): Ask {
  const [first = '', name, last] = endpoint;
  if (first === 'label' && name !== undefined && last === 'values' && endpoint.length === 3)
    return (tenant, given) => labelValues(tenant, decodeURIComponent(name), given);
  const ask = endpoint.length === 1 && Object.hasOwn(endpoints, first) ? endpoints[first] : undefined;
  if (!ask) throw new PromError('not_found', `/${endpoint.join('/')} is not answered here`);
  return ask;
}

/** '' where there is none. The user of basic authentication does not matter. */
function tokenOf(authorization: string): string {
  const [, scheme = '', credentials = ''] = /^(\w+) +(\S+)\s*$/.exec(authorization) ?? [];
  if (/^bearer$/i.test(scheme)) return credentials;
  if (!/^basic$/i.test(scheme)) return '';
  return Buffer.from(credentials, 'base64').toString('utf8').split(':').slice(1).join(':');
}
