/**
 * The short way of requests as SDKs send them: read from the socket and answered without node:http, whose
 * objects cost more than a request's points. A connection is handed to node:http, with the bytes read so far
 * and until it ends, as soon as a request is out of the ordinary (lane-head.ts), large, or slow to arrive.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { LaneConnection, type LaneParts } from './lane-connection';

/** A request that has not arrived whole by then is node:http's, as is a connection that says nothing. */
const arriveMs = 2_000;
/** As long as node:http keeps a connection between two requests. */
const idleMs = 75_000;
const sweepMs = 1_000;

export interface Lane {
  /** Ends connections that no request is on. */
  closeIdle(): void;
}

/** Takes the server's connections before it sees them. */
export function openLane(server: Server, parts: LaneParts): Lane {
  const [toHttp] = server.listeners('connection') as [(this: Server, socket: Socket) => void];
  server.removeAllListeners('connection');
  const connections = new Set<LaneConnection>();
  const room = { heldBytes: 0 };
  server.on('connection', (socket: Socket) => {
    const connection = new LaneConnection(socket, parts, room, (handed) => {
      connections.delete(connection);
      if (handed) toHttp.call(server, socket);
    });
    connections.add(connection);
  });
  const sweep = setInterval(() => {
    const nowMs = performance.now();
    for (const connection of connections) connection.sweep(nowMs - arriveMs, nowMs - idleMs);
  }, sweepMs).unref();
  server.on('close', () => clearInterval(sweep));
  return {
    closeIdle() {
      for (const connection of connections) connection.closeIdle();
    },
  };
}
