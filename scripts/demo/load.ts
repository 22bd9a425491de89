/**
 * The load generator, in a process of its own: an open arrival process (slow answers do not slow it down),
 * one user id a visitor, and sockets that follow the rate. Bounded in time, towards loopback only.
 * The parent steers it with messages: { perSecond, sockets }.
 */
import { Agent, request } from 'node:http';
import { io, type Socket } from 'socket.io-client';

const port = Number(process.env.SHOP_PORT);
const endsAt = Date.now() + Number(process.env.LOAD_MINUTES ?? '20') * 60_000;
/** Beyond this many at once a visitor gives up before sending, as browsers' users do. */
const MOST_IN_FLIGHT = 400;
const TICK_MS = 20;

const agent = new Agent({ keepAlive: true, maxSockets: MOST_IN_FLIGHT });
const sockets: Socket[] = [];
let perSecond = 0;
let wantedSockets = 0;
let owed = 0;
let inFlight = 0;
let visitor = 0;

process.on('message', (message: { perSecond: number; sockets: number }) => {
  perSecond = message.perSecond;
  wantedSockets = message.sockets;
});
process.on('disconnect', () => process.exit(0));

setInterval(() => {
  if (Date.now() > endsAt) process.exit(0);
  owed += (perSecond * TICK_MS) / 1000;
  while (owed >= 1) {
    owed -= 1;
    if (inFlight < MOST_IN_FLIGHT) visit();
  }
  followSockets();
}, TICK_MS);

function visit(): void {
  visitor++;
  const order = visitor % 10 === 0;
  inFlight++;
  const path = order ? '/order' : `/products?category=${visitor % 40}`;
  const headers = { 'x-user': `user-${Math.floor(visitor / 3)}` };
  const sent = request({ agent, host: '127.0.0.1', port, path, method: order ? 'POST' : 'GET', headers }, (answer) => {
    answer.resume();
    answer.on('close', () => inFlight--);
  });
  sent.on('error', () => inFlight--);
  sent.end();
}

function followSockets(): void {
  if (sockets.length < wantedSockets) {
    sockets.push(io(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true }));
  } else if (sockets.length > wantedSockets) {
    sockets.pop()?.close();
  }
}
