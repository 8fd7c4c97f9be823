import { onTestFinished } from 'vitest';
import type { PeopleBrowser } from './people-browser.ts';
import { StreamReader } from './stream-events.ts';

/** A stream that a browser follows until the test is over. */
export type FollowedStream = Readonly<{
	status: number;
	headers: Headers;
	reader: StreamReader;
	/** Whether it has ended, in whatever way. */
	isOver(): boolean;
	leave(): void;
}>;

/**
 * Opens a stream and reads it.
 * @param lastId the last id that the screen has of another line; null = none
 */
export async function followStream(
	browser: PeopleBrowser,
	view = 'board',
	lastId: string | null = null
): Promise<FollowedStream> {
	const ending = new AbortController();
	onTestFinished(() => ending.abort());
	const from = lastId === null ? '' : `&last_event_id=${encodeURIComponent(lastId)}`;
	const response = await browser.open('GET', `/api/stream?view=${view}${from}`, undefined, ending.signal);
	const reader = new StreamReader();
	let isOver = false;
	const over = (): void => void (isOver = true);
	const read = async (): Promise<void> => {
		for await (const bytes of response.body ?? []) reader.take(bytes);
	};
	void read().then(over, over);
	const { status, headers } = response;
	return { status, headers, reader, isOver: () => isOver, leave: () => ending.abort() };
}
