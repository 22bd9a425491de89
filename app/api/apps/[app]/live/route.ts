import { optionalActor } from '@/app/actor';
import { refusal, signInFirst } from '@/app/api/answer';
import { watchApp } from '@/service';
import { sessionUser } from '@/service/auth/sessions';
import { type Minute, mayWatch } from '@/service/live';
import { stopping } from '@/service/ready';

const HEARTBEAT_MS = 15_000;
const SESSION_CHECK_MS = 30_000;
/** `no-transform`: a proxy that compresses would hold minutes back. A stream's connection ends with it. */
const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
  connection: 'close',
};

/** `event: minute`, `data: {newestAt}`; resumes by Last-Event-ID; ends with the session, before another minute is told. */
export async function GET(request: Request, { params }: { params: Promise<{ app: string }> }): Promise<Response> {
  const { app } = await params;
  // Asked on a connection that was left open: ends at once, so that the browser takes another.
  if (stopping().aborted) return new Response('retry: 3000\n\n', { headers: HEADERS });
  try {
    const actor = await optionalActor();
    if (!actor) return signInFirst();
    const encoder = new TextEncoder();
    const waiting: Minute[] = [];
    let send = (minute: Minute): void => {
      waiting.push(minute);
    };
    const { newest, stop } = await watchApp(actor, app, (minute) => send(minute));
    const seen = request.headers.get('last-event-id');
    let end = stop;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        const write = (text: string) => controller.enqueue(encoder.encode(text));
        const tell = ({ newestAt, computedAt }: Minute) =>
          write(`id: ${computedAt}\nevent: minute\ndata: ${JSON.stringify({ newestAt, computedAt })}\n\n`);
        let ended = false;
        /** Ends the stream of who may not watch any more. A database that is away ends none. */
        const still = async () => {
          const gone = (await sessionUser(actor.sessionId).catch(() => actor)) === null;
          if (!ended && (gone || !(await mayWatch(actor, app)))) finish();
          return !ended;
        };
        send = (minute) => void still().then((may) => may && tell(minute));
        const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS);
        const check = setInterval(still, SESSION_CHECK_MS);
        end = () => {
          ended = true;
          clearInterval(heartbeat);
          clearInterval(check);
          stopping().removeEventListener('abort', finish);
          stop();
        };
        const finish = () => {
          end();
          try {
            controller.close();
          } catch {
            // The browser was faster.
          }
        };
        request.signal.addEventListener('abort', finish, { once: true });
        // A process that stops would wait for its streams; the browser opens them anew, elsewhere.
        stopping().addEventListener('abort', finish);
        write('retry: 3000\n\n');
        if (newest && String(newest.computedAt) !== seen) tell(newest);
        for (const minute of waiting) tell(minute);
      },
      cancel: () => end(),
    });
    return new Response(body, { headers: HEADERS });
  } catch (error) {
    return refusal(error);
  }
}
