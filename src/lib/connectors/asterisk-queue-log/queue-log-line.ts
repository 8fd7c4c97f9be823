/** One line of a queue_log, taken apart but not yet understood. */
export type QueueLogLine = Readonly<{
	/** When it was written, UTC epoch ms. */
	at: number;
	/** The caller's channel, unique per server; also NONE, REALTIME, MANAGER or CLI. */
	callId: string;
	/** NONE where a line concerns no queue. */
	queue: string;
	/** A member's name or interface; NONE where a line concerns no agent. */
	agent: string;
	verb: string;
	/** What follows the verb; a lone empty one, which Asterisk writes after a verb without any, is left out. */
	parameters: readonly string[];
}>;

/** What is wrong with a line: `field` is null when it is the line as a whole. */
export type LineFault = Readonly<{ field: string | null; reason: string }>;

/** A parsed line or what is wrong with it. */
export type LineReading = Readonly<{ line: QueueLogLine }> | Readonly<{ fault: LineFault }>;

/** Longest name of a call, queue or agent that an event can carry. */
const nameLength = 200;
const tooLong = `is longer than ${nameLength} characters`;
/** No line of Asterisk comes near this: its own buffer holds 8,192 bytes. */
const lineLength = 16_384;
const year2000 = 946_684_800;
const year2100 = 4_102_444_800;

/**
 * The text of a line as its author meant it: without line ending (also that of Windows), without the byte order mark of a
 * file saved by an editor, and without the zero bytes that a file system leaves before the first line after a power cut.
 */
export function cleanLine(text: string): string {
	// eslint-disable-next-line no-control-regex -- zero bytes are what is looked for
	return text.replace(/^[\uFEFF\u0000]+/, '').replace(/[\r\n]+$/, '');
}

/** Takes a cleaned line apart: `epoch|callid|queue|agent|verb|parameters…`. Never throws. */
export function parseQueueLogLine(text: string): LineReading {
	if (text.length > lineLength) return fault(null, `longer than ${lineLength} characters`);
	// eslint-disable-next-line no-control-regex -- a tab is the only control character a caller's name may bring
	if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(text)) return fault(null, 'holds control characters: not text');
	const [time = '', callId, queue, agent, verb, ...parameters] = text.split('|');
	if (callId === undefined || queue === undefined || agent === undefined || verb === undefined) {
		return fault(null, 'fewer than five fields: time|callid|queue|agent|verb');
	}
	const at = readTime(time);
	if (typeof at !== 'number') return { fault: at };
	if (callId.length > nameLength) return fault('callid', tooLong);
	if (queue.length > nameLength) return fault('queue', tooLong);
	if (agent.length > nameLength) return fault('agent', tooLong);
	if (verb.trim() === '') return fault('verb', 'is empty');
	const onlyEmpty = parameters.length === 1 && parameters[0] === '';
	return { line: { at, callId, queue, agent, verb: verb.trim(), parameters: onlyEmpty ? [] : parameters } };
}

/** Epoch seconds, whole or with a fraction, as epoch ms. */
function readTime(text: string): number | LineFault {
	if (/^\d{4}-\d\d-\d\d[ T]\d\d:\d\d/.test(text)) {
		return {
			field: 'time',
			reason:
				'is local time without a zone, as the database variant writes it; export epoch seconds (such as UNIX_TIMESTAMP(time))'
		};
	}
	if (!/^\d{1,14}(\.\d{1,9})?$/.test(text)) return { field: 'time', reason: 'is not a number of epoch seconds' };
	const seconds = Number(text);
	// A PBX that starts before it has asked for the time lives in 1970 for a while; nobody knows when that was.
	if (seconds < year2000) return { field: 'time', reason: 'lies before 2000: the clock of the PBX was not set' };
	if (seconds >= year2100) return { field: 'time', reason: 'lies after 2100: epoch seconds are expected' };
	// Cut off, not rounded: an event is never later than its line says. The text, because the product may fall just short.
	const [whole = '', fraction = ''] = text.split('.');
	return Number(whole) * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0'));
}

function fault(field: string | null, reason: string): LineReading {
	return { fault: { field, reason } };
}
