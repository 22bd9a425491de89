/** One connection of the lane: its requests one after the other, each answered before the next is looked at. */
import type { Socket } from 'node:net';
import type { TokenApp } from '@/service/ingest';
import { ingestReceived } from '@/telemetry';
import { Boarding, tooLarge } from './flight';
import { asRefused, type Delivery, type IngestParts, ingestThen, mostBytes } from './ingest';
import { type Head, lengthBy, type Mould, mouldOf, readHead } from './lane-head';
import { acknowledgement, refusal, success } from './lane-reply';
import { recordRequest } from './record';
import { type Sender, senderOf } from './sender';

export interface LaneParts extends IngestParts {
  proxies: readonly string[];
  isStopping: () => boolean;
}

/** A head or a body beyond these is node:http's. */
const mostHead = 8 * 1024;
const mostBody = 64 * 1024;
/** Bytes of requests that have not arrived whole, of all connections: nobody's token vouches for them yet. */
const mostHeld = 8 * 1024 * 1024;

const path = '/v1/metrics';

export class LaneConnection {
  /** Arrived and not yet looked at. */
  private held: Buffer | null = null;
  /** A request is being answered. */
  private busy = false;
  /** Its sender will send no more. */
  private ended = false;
  private taking = false;
  /** When it last had nothing to do, or began to wait for the rest of a request. */
  private since = performance.now();
  private used = false;
  /** The last head and what it says: a sender repeats itself. */
  private mould: Mould | null = null;
  private head: Head | null = null;
  /** Who that is. */
  private sender: Sender | null = null;

  constructor(
    private readonly socket: Socket,
    private readonly parts: LaneParts,
    private readonly room: { heldBytes: number },
    /** Called once, when it is handed over to node:http or gone. */
    private readonly left: (handed: boolean) => void,
  ) {
    socket.on('data', this.onData).on('end', this.onEnd).on('close', this.onClose).on('error', ignore);
  }

  /** Hands over what should have arrived by now, and ends what nothing came on for long (performance.now()). */
  sweep(arriveBy: number, idleSince: number): void {
    if (this.busy) return;
    if ((this.held || !this.used) && this.since < arriveBy) this.handOver();
    else if (this.since < idleSince) this.socket.destroy();
  }

  closeIdle(): void {
    if (!this.busy && !this.held && this.socket.writableLength === 0) this.socket.destroy();
  }

  private readonly onData = (chunk: Buffer): void => {
    this.hold(this.held ? Buffer.concat([this.held, chunk]) : chunk);
    // One that sends without waiting for its answers waits for them now.
    if (this.busy) this.socket.pause();
    else this.take();
  };

  private readonly onEnd = (): void => {
    this.ended = true;
    if (!this.busy) this.socket.end();
  };

  private readonly onClose = (): void => {
    this.hold(null);
    this.left(false);
  };

  private hold(bytes: Buffer | null): void {
    this.room.heldBytes += (bytes?.length ?? 0) - (this.held?.length ?? 0);
    this.held = bytes;
  }

  /** Answers the requests that have arrived whole. */
  private take(): void {
    if (this.taking) return;
    this.taking = true;
    while (this.held && !this.busy) if (!this.takeOne(this.held)) break;
    this.taking = false;
  }

  /** False: there is nothing more to take now. */
  private takeOne(held: Buffer): boolean {
    const { socket } = this;
    if (socket.destroyed) return false;
    // From there its sender is told to go elsewhere.
    if (this.parts.isStopping()) return this.handOver();
    const end = held.indexOf('\r\n\r\n');
    if (end < 0 ? held.length > mostHead : end > mostHead) return this.handOver();
    if (end >= 0 && !this.read(held.toString('latin1', 0, end))) return this.handOver();
    const to = end < 0 ? Number.POSITIVE_INFINITY : end + 4 + (this.head as Head).length;
    if (held.length < to) {
      if (this.room.heldBytes > mostHeld) return this.handOver();
      return false;
    }
    const body = held.subarray(end + 4, to);
    this.hold(held.length > to ? held.subarray(to) : null);
    this.busy = this.used = true;
    this.begin(this.head as Head, body);
    return true;
  }

  /** Reads the head; false: it is not for here. */
  private read(text: string): boolean {
    const length = this.head && this.mould ? lengthBy(this.mould, text) : -1;
    if (this.head && length >= 0) {
      this.head.length = length;
      return length <= mostBody;
    }
    const head = readHead(text);
    if (!head || head.length > mostBody) return false;
    this.head = head;
    this.mould = mouldOf(text);
    this.sender = null;
    return true;
  }

  private begin(head: Head, body: Buffer): void {
    const startedAt = performance.now();
    const { admission } = this.parts;
    const app = admission.known(head.token);
    if (app) this.receive(app, head, body, startedAt);
    else
      admission.admit(head.token, this.senderOf(head), { origin: undefined }).then(
        (found) => this.receive(found, head, body, startedAt),
        (error) => this.refuse(error, null, head, startedAt),
      );
  }

  private receive(app: TokenApp, head: Head, sent: Buffer, startedAt: number): void {
    const { parts } = this;
    const { flight, limits } = parts;
    let seat: Boarding;
    try {
      parts.admission.takePoints(app.appId, app.limits, 0);
      seat = new Boarding(flight, limits.inFlightBytes, app.appId);
      const most = mostBytes('protobuf', limits, app.limits);
      if (sent.length > most) throw tooLarge(head.coding === 'gzip' ? 'compressed body' : 'body', most);
      seat.take(sent.length);
    } catch (error) {
      this.refuse(error, app, head, startedAt);
      return;
    }
    ingestReceived.add(sent.length);
    const delivery: Delivery = { app, encoding: 'protobuf', coding: head.coding, sent, seat };
    ingestThen('metrics', delivery, parts, (error, { rejected, message }) => {
      seat.release();
      if (error) this.refuse(error, app, head, startedAt);
      else
        this.answer(200, rejected === 0 && message === '' ? acknowledgement() : success(rejected, message), startedAt);
    });
  }

  private refuse(error: unknown, app: TokenApp | null, head: Head, startedAt: number): void {
    const refused = asRefused(error, this.parts);
    const { appId, tokenId } = app ?? refused.app ?? { appId: 0, tokenId: 0 };
    this.parts.ledger.refused(appId, tokenId, refused.reason, this.senderOf(head).address);
    this.answer(refused.status, refusal(refused), startedAt);
  }

  private answer(status: number, text: string | Buffer, startedAt: number): void {
    const { socket } = this;
    recordRequest('POST', status, path, startedAt);
    this.busy = false;
    this.since = performance.now();
    if (socket.destroyed) return;
    socket.write(text, 'latin1');
    if (this.ended && !this.held) socket.end();
    else if (socket.writableNeedDrain) this.waitForDrain();
    else this.goOn();
  }

  /** One that does not read its answers gets no more of them. */
  private waitForDrain(): void {
    this.busy = true;
    this.socket.pause();
    this.socket.once('drain', () => {
      this.busy = false;
      this.goOn();
    });
  }

  private goOn(): void {
    if (this.socket.isPaused()) this.socket.resume();
    if (this.held) this.take();
  }

  private handOver(): false {
    const { socket, held } = this;
    socket.off('data', this.onData).off('end', this.onEnd).off('close', this.onClose).off('error', ignore);
    socket.pause();
    if (held) socket.unshift(held);
    this.hold(null);
    this.left(true);
    socket.resume();
    return false;
  }

  /** Its address is worked out once for all requests that look alike. */
  private senderOf({ forwardedFor }: Head): Sender {
    this.sender ??= senderOf(this.socket, { 'x-forwarded-for': forwardedFor }, this.parts.proxies);
    return this.sender;
  }
}

function ignore(): void {}
