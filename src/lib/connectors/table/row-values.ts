import { type Channel, channels } from '#lib/domain/contact/channel.ts';
import { abandonReasons } from '#lib/domain/contact/contact-event-schema.ts';
import { Fault, quoted, type Reading } from './reading.ts';

const channelNames: ReadonlySet<string> = new Set(channels);
const resolutions = ['resolved', 'unresolved', 'escalated'] as const;

/** Whether a text is one of the channels. */
export function isChannel(text: string): text is Channel {
	return channelNames.has(text);
}

/** A text as a priority: a whole number from -1000 to 1000. */
export function priorityOf(text: Reading<string>): Reading<number> {
	if (text === null || text instanceof Fault) return text;
	const number = Number(text);
	return Number.isInteger(number) && Math.abs(number) <= 1000
		? number
		: new Fault('priority', `${quoted(text)} is no whole number from -1000 to 1000`);
}

/** A text as what became of the customer's question. */
export function resolutionOf(text: Reading<string>): Reading<(typeof resolutions)[number]> {
	if (text === null || text instanceof Fault) return text;
	return (
		resolutions.find((one) => one === text) ??
		new Fault('resolution', `${quoted(text)} is none of ${resolutions.join(', ')}`)
	);
}

/** A text as a reason to leave a queue. */
export function abandonReasonOf(text: Reading<string>): Reading<(typeof abandonReasons)[number]> {
	if (text === null || text instanceof Fault) return text;
	return (
		abandonReasons.find((one) => one === text) ??
		new Fault('abandonReason', `${quoted(text)} is none of ${abandonReasons.join(', ')}`)
	);
}
