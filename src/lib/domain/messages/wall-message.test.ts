import { expect, test } from 'vitest';
import type { LogEvent } from '../contact/contact-event.ts';
import { messageData, type WallMessage, WallMessages } from './wall-message.ts';

const hour = 3_600_000;

function shown(id: string, from: number, until = from + hour): Pick<LogEvent, 'type' | 'data' | 'time'> {
	const message: WallMessage = { id, text: `text of ${id}`, from, until, queues: null, by: 'p_1', withdrawnAt: null };
	return { type: 'bereik.message.shown', time: 0, data: messageData(message) };
}

function withdrawn(message: string, time: number): Pick<LogEvent, 'type' | 'data' | 'time'> {
	return { type: 'bereik.message.withdrawn', time, data: { message } };
}

function messagesOf(...events: readonly Pick<LogEvent, 'type' | 'data' | 'time'>[]): WallMessages {
	const messages = new WallMessages();
	for (const event of events) messages.apply(event);
	return messages;
}

test('a message is shown from its beginning until just before its end', () => {
	const messages = messagesOf(shown('a', 100));
	expect([99, 100, 100 + hour - 1, 100 + hour].map((at) => messages.shownAt(at)?.id ?? null)).toEqual([
		null,
		'a',
		'a',
		null
	]);
});

test('of several the one that began last is shown, and the one before it again when that has ended', () => {
	const messages = messagesOf(shown('long', 0, 10 * hour), shown('short', hour), shown('same time', hour));
	expect([0, hour, 2 * hour].map((at) => messages.shownAt(at)?.id)).toEqual(['long', 'same time', 'long']);
});

test('one that is taken away is gone from then on, and was there before', () => {
	const messages = messagesOf(shown('a', 0), withdrawn('a', 500), withdrawn('a', 700), withdrawn('nobody', 1));
	expect([499, 500].map((at) => messages.shownAt(at)?.id ?? null)).toEqual(['a', null]);
	expect(messages.find('a')?.withdrawnAt).toBe(500);
});

test('other events and broken ones change nothing', () => {
	const messages = messagesOf(
		shown('a', 0),
		{ type: 'bereik.settings.changed', time: 1, data: {} },
		{ type: 'bereik.message.shown', time: 1, data: { message: 'b', text: 5 } }
	);
	expect(messages.all.map(({ id }) => id)).toEqual(['a']);
});
