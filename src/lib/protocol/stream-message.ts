import type { DisplayStanding } from './display-settings.ts';
import type { Cells, CellValue } from './live-cells.ts';

/** Changes whenever a message of the stream changes its shape; an old page that sees a newer one reloads. */
export const PROTOCOL_VERSION = 1;

/** Seconds between two proofs of life on a quiet stream. */
export const HEARTBEAT_SECONDS = 10;

/** First message: who is speaking and what time it is there. SSE event `hello`, no id. */
export type Hello = Readonly<{
	protocol: number;
	/** Server's time, UTC ms. */
	now: number;
	/** How many ms of the server's time pass in one ms: 1 live, N in a replay at N times the speed, 0 when it is stepped. */
	speed: number;
	/** Build of the server; a page of another build reloads. */
	build: string;
	/** Seconds between heartbeats. */
	heartbeat: number;
	/** IANA zone of the site. */
	zone: string;
	/** True when the clock is not the present: the page says so. */
	replay: boolean;
	/** The time it really is, UTC ms; in a replay another than `now`. */
	present: number;
}>;

/** The whole view. SSE event `snapshot`, id = {@link StreamId}. */
export type Snapshot = Readonly<{ now: number; seq: number; cells: Cells }>;

/** What changed since the message with id `base`. SSE event `frame`, id = {@link StreamId}. */
export type Frame = Readonly<{
	base: string;
	now: number;
	seq: number;
	set: Readonly<Record<string, CellValue>>;
	unset?: readonly string[];
}>;

/** Proof of life with nothing new. SSE event `hb`, no id. */
export type Heartbeat = Readonly<{ now: number; seq: number }>;

/**
 * How far the screen that follows should be: sent to a paired screen alone, after its first snapshot and whenever its settings
 * are changed or it is asked to reload. It then asks `GET /api/display`, or reloads. It may be missed on a slow line, so
 * `POST /api/display/alive` answers the same. SSE event `display`, no id.
 */
export type DisplayMessage = DisplayStanding;

/** The server ends this stream and says when to come back. SSE event `bye`, no id. */
export type Bye = Readonly<{ retryMs: number }>;

/**
 * Identity of a snapshot or frame: `<epoch8>.<viewRev>.<seq>-<boot4>.<tick>`. The epoch changes when the log was restored,
 * viewRev when the view means something else, boot with every process, tick with every frame of that process.
 */
export function streamId(epoch: string, viewRevision: number, seq: number, boot: string, tick: number): string {
	return `${epoch.slice(0, 8)}.${viewRevision}.${seq}-${boot}.${tick}`;
}

/** The history and the position that an id of a snapshot or frame names; null where it is none. */
export function positionOf(id: string): Readonly<{ epoch8: string; seq: number }> | null {
	const [, epoch8, seq] = /^([^.]{1,8})\.\d{1,9}\.(\d{1,15})-[^.]{1,16}\.\d{1,15}$/.exec(id) ?? [];
	return epoch8 === undefined || seq === undefined ? null : { epoch8, seq: Number(seq) };
}

/** One server-sent event as text, ready to be written. */
export function encodeEvent(event: string, payload: object, id?: string): string {
	return `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(payload)}\n\n`;
}
