/** Real receivers for the tests of notifications: an SMTP server and an HTTP server that keep what they got. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  to: string[];
  /** As it came, headers first. */
  raw: string;
}

export interface MailReceiver {
  url: string;
  mails: ReceivedMail[];
  /** Set: each recipient is refused with this code. */
  refuseWith: number | null;
  close(): Promise<void>;
}

export async function mailReceiver(
  options: { user?: string; pass?: string; tls?: boolean } = {},
): Promise<MailReceiver> {
  const state: MailReceiver = { url: '', mails: [], refuseWith: null, close: async () => {} };
  const server = new SMTPServer({
    disabledCommands: [...(options.user ? [] : ['AUTH']), ...(options.tls ? [] : ['STARTTLS'])],
    allowInsecureAuth: true,
    authOptional: !options.user,
    onAuth: ({ username, password }, _session, done) =>
      username === options.user && password === options.pass
        ? done(null, { user: username })
        : done(Object.assign(new Error('wrong'), { responseCode: 535 })),
    onRcptTo: (_address, _session, done) =>
      state.refuseWith === null ? done() : done(Object.assign(new Error('no'), { responseCode: state.refuseWith })),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        state.mails.push({ to, raw: Buffer.concat(chunks).toString('utf8') });
        done();
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const auth = options.user ? `${options.user}:${encodeURIComponent(options.pass ?? '')}@` : '';
  state.url = `smtp://${auth}127.0.0.1:${port}`;
  state.close = () => new Promise((resolve) => server.close(resolve));
  return state;
}

export interface PostReceiver {
  url: string;
  posts: { path: string; headers: IncomingHttpHeaders; body: string }[];
  /** What it answers next; the last one for good. */
  answers: { status: number; headers?: Record<string, string> }[];
  /** Called when a request has come whole, before it is answered. */
  before: () => Promise<void>;
  close(): Promise<void>;
}

export async function postReceiver(): Promise<PostReceiver> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const { url: path = '', headers } = request;
      state.posts.push({ path, headers, body: Buffer.concat(chunks).toString('utf8') });
      await state.before();
      const [answer] = state.answers.length > 1 ? state.answers.splice(0, 1) : state.answers;
      response.writeHead(answer?.status ?? 200, answer?.headers).end('a secret of the receiver');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const state: PostReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posts: [],
    answers: [{ status: 200 }],
    before: async () => {},
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return state;
}
