/**
 * The Model Context Protocol (streamable HTTP) for assistants: the read side of the API as tools, with the
 * same tokens and scopes. Nothing is kept between requests, so any process may answer the next one.
 */
import {
  createMcpHandler,
  isLegacyRequest,
  McpServer,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import { tooOften, withToken } from '@/app/api/v1/token';
import { run } from '@/service/api/answer';
import type { Operation } from '@/service/api/operation';
import { operations } from '@/service/api/operations';
import { waitOf } from '@/service/auth/api-token';
import { isServiceError } from '@/service/errors';
import type { Actor } from '@/service/views/views';

type TokenActor = Exclude<Actor, { kind: 'system' }>;
const maxRequestBodySize = 64 * 1024;

/** Revision 2026-07-28: each request says its own revision. Nothing here changes unasked, so nobody can listen. */
const modern = createMcpHandler(({ authInfo }) => serverFor(authInfo?.extra?.actor as TokenActor), {
  legacy: 'reject',
  maxRequestBodySize,
  maxSubscriptions: 0,
});

export async function POST(request: Request): Promise<Response> {
  return withToken(request, async (actor) => {
    const response = (await isLegacyRequest(request, undefined, { maxRequestBodySize }))
      ? await answerOlder(request, actor)
      : await modern.fetch(request, { authInfo: { token: '', clientId: '', scopes: [], extra: { actor } } });
    response.headers.set('cache-control', 'no-store');
    return response;
  });
}

/** Revisions that begin with `initialize`; answered as one JSON, not as a stream. */
async function answerOlder(request: Request, actor: TokenActor): Promise<Response> {
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true, maxRequestBodySize });
  await serverFor(actor).connect(transport);
  return transport.handleRequest(request);
}

/** Without sessions there is no stream to open and none to end. */
function onlyPost(): Response {
  return new Response('Ask by POST.\n', { status: 405, headers: { allow: 'POST' } });
}

export { onlyPost as DELETE, onlyPost as GET };

function serverFor(actor: TokenActor): McpServer {
  const server = new McpServer(
    { name: 'headroom', version: '1' },
    {
      instructions:
        'Headroom tells how far each app may grow before its architecture meets a limit. Begin with listApps; say its sentences as they are, with what it cannot tell.',
    },
  );
  const asking = { actor, wait: meter(actor) };
  for (const operation of operations.filter(({ tool }) => tool)) addTool(server, asking, operation);
  return server;
}

/** Revision 2025-03-26 lets one request hold many calls: each further one costs as much as a request. */
function meter(actor: TokenActor): () => number {
  let calls = 0;
  return () => (calls++ === 0 ? 0 : waitOf(actor));
}

function addTool(
  server: McpServer,
  { actor, wait }: { actor: TokenActor; wait: () => number },
  operation: Operation,
): void {
  const { id, says, pathInput, query, output } = operation;
  const config = {
    description: says,
    inputSchema: query === null ? pathInput : pathInput.extend(query.shape),
    ...(output === null ? {} : { outputSchema: output }),
    annotations: { readOnlyHint: true, openWorldHint: false },
  };
  server.registerTool(
    id,
    config as never,
    (async (given: Record<string, unknown>) => {
      const inPath = (name: string) => name in pathInput.shape;
      const pick = (want: boolean) =>
        Object.fromEntries(Object.entries(given).filter(([name]) => inPath(name) === want));
      try {
        const seconds = wait();
        if (seconds > 0) throw tooOften(seconds);
        const asked = { query: pick(false) as Record<string, string>, body: undefined, key: null };
        const { answer } = await run(operation, actor, pick(true), asked);
        return { content: [{ type: 'text', text: JSON.stringify(answer) }], structuredContent: answer };
      } catch (error) {
        if (!isServiceError(error)) throw error;
        return { isError: true, content: [{ type: 'text', text: `${error.message} ${error.fix ?? ''}`.trim() }] };
      }
    }) as never,
  );
}
