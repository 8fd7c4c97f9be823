import type { Page } from '@playwright/test';
import type { Replay } from '#lib/cli/replay.ts';

/** What a page remembers of its stream for a test. */
type Heard = Readonly<{ heard: Readonly<{ id: string; now: number }> }>;

/** Opens a page of a replay, which remembers what it hears, and waits for its first figures. */
export async function openReplayPage(page: Page, { server }: Replay, path: string): Promise<void> {
	await page.addInitScript(rememberWhatWasHeard);
	await page.goto(`${server.web.url}${path}`);
	await page.waitForFunction(() => (window as unknown as Heard).heard.id !== ''); // as remembered below
}

/** Runs in the page before anything else: the id and the server's time of the last message that came. */
function rememberWhatWasHeard(): void {
	const heard = { id: '', now: 0 };
	class Listening extends EventSource {
		constructor(...about: ConstructorParameters<typeof EventSource>) {
			super(...about);
			for (const name of ['hello', 'snapshot', 'frame', 'hb'])
				this.addEventListener(name, ({ data, lastEventId }) => {
					heard.id = lastEventId;
					heard.now = (JSON.parse(data) as { now: number }).now; // every message carries it
				});
		}
	}
	Object.assign(window, { heard, EventSource: Listening });
}

const patienceMs = 10_000;

/**
 * Waits until a page has the very frame that the server last built of a view, and its time.
 * @throws Error when it does not get there
 */
export async function pageHasCaughtUp(page: Page, { server }: Replay, view: string, at: number): Promise<void> {
	const giveUpAt = performance.now() + patienceMs;
	for (;;) {
		// Asked anew each time: what is read from the log in the background may bring one more frame.
		const snapshot = new TextDecoder().decode(server.app.streams.of(view)?.snapshot());
		const id = /^id: (.*)$/m.exec(snapshot)?.[1] ?? '';
		const heard = await page.evaluate(() => (window as unknown as Heard).heard); // as remembered above
		if (heard.id === id && heard.now === at) return;
		if (performance.now() > giveUpAt)
			throw new Error(`the page heard ${heard.id} of ${heard.now} and the view ${view} is at ${id} of ${at}`);
		await page.waitForTimeout(10);
	}
}

/** The texts of some elements of a page by name, each by a CSS selector; null where there is none. */
export function textsOf<Name extends string>(
	page: Page,
	selectors: Readonly<Record<Name, string>>
): Promise<Record<Name, string | null>> {
	return page.evaluate(
		(wanted) => {
			const texts = Object.entries(wanted).map(([name, selector]) => {
				return [name, document.querySelector(selector)?.textContent?.trim() ?? null]; // as it came in
			});
			return Object.fromEntries(texts) as Record<Name, string | null>; // one entry for each that came in
		},
		selectors as Record<string, string>
	);
}

/** Every row of a list as `name depth wait`. */
export function rowsOf(page: Page, row: string): Promise<string[]> {
	return page.evaluate((selector) => {
		const words = (element: Element, column: string): string =>
			element.querySelector(column)?.textContent?.trim() ?? `nothing at ${column}`;
		return [...document.querySelectorAll(selector)].map((element) =>
			['.name', '.depth', '.wait'].map((column) => words(element, column)).join(' ')
		);
	}, row);
}

/** What the interface gives of this instant. */
export async function askLive({ server }: Replay, query: string): Promise<Readonly<Record<string, unknown>>> {
	const answer = await fetch(`${server.web.url}/api/live?${query}`);
	if (answer.status !== 200) throw new Error(`/api/live?${query} answers ${answer.status}`);
	const { at, values } = (await answer.json()) as { at: string; values: Record<string, unknown> }; // as the interface promises
	if (Date.parse(at) !== server.app.clock.now()) throw new Error(`/api/live tells of ${at}`);
	return values;
}
