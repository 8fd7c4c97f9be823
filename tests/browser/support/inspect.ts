import type { Page } from '@playwright/test';

/** What is wrong with a page as it stands, in words; nothing when all is well. */
export type Faults = Readonly<{
	/** The page can be scrolled, or is wider than the screen. */
	scroll: readonly string[];
	/** Text that is cut off, lies outside its tile or over other text. */
	text: readonly string[];
	/** Text smaller than asked for, with its size. */
	small: readonly string[];
}>;

/**
 * Looks over every text that can be seen.
 * @param smallest least size of text in units of the board, or in px where `unit` is 1
 * @param unit px in one unit
 */
export function findFaults(page: Page, smallest: number, unit: number): Promise<Faults> {
	return page.evaluate(
		([least, px]) => {
			const scroll: string[] = [];
			const text: string[] = [];
			const small: string[] = [];
			const root = document.documentElement;
			if (root.scrollWidth > innerWidth) scroll.push(`wider than the screen: ${root.scrollWidth}`);

			const seen: { words: string; box: DOMRect; tile: Element }[] = [];
			const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
			for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
				const parent = node.parentElement;
				const words = (node.textContent ?? '').trim();
				if (
					words === '' ||
					parent === null ||
					parent.closest('.unseen, script, style, svg, title, #svelte-announcer') !== null ||
					getComputedStyle(parent).visibility === 'hidden'
				)
					continue;
				const size = parseFloat(getComputedStyle(parent).fontSize) / px;
				if (size < least - 0.05) small.push(`${words}: ${size.toFixed(1)}`);
				const range = document.createRange();
				range.selectNodeContents(node);
				const tile = parent.closest('.tile, .slot, .pair, .night, header, section') ?? document.body;
				const room = tile.getBoundingClientRect();
				for (const box of range.getClientRects()) {
					if (box.width < 1) continue;
					if (parent.closest('.board') !== null && box.bottom > innerHeight + 1)
						text.push(`${words}: below the screen`);
					if (box.left < room.left - 1 || box.right > room.right + 1) text.push(`${words}: outside its place`);
					const middle = (box.top + box.bottom) / 2;
					if (middle < room.top || middle > room.bottom) text.push(`${words}: above or below its place`);
					for (const other of seen) {
						if (other.tile !== tile) continue;
						const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
						const apart = Math.abs(middle - (other.box.top + other.box.bottom) / 2);
						const near = Math.min(box.height, other.box.height) * 0.4;
						if (wide > 2 && apart < near) text.push(`${words}: over ${other.words}`);
					}
					seen.push({ words, box, tile });
				}
				for (let box: Element | null = parent; box !== null && box !== tile; box = box.parentElement) {
					const { overflowX, fontSize } = getComputedStyle(box);
					if (overflowX === 'visible') continue;
					if (box.scrollWidth > box.clientWidth + 1) text.push(`${words}: cut off at the side`);
					const lines = box.scrollHeight - box.clientHeight > parseFloat(fontSize) / 2;
					if (lines && box instanceof HTMLElement && box.dataset['lines'] !== undefined)
						text.push(`${words}: lines cut off`);
				}
			}
			return { scroll, text, small };
		},
		[smallest, unit] as const
	);
}

/** Pixels of a picture that say "something is off", by colour; anti-aliasing leaves a few of anything. */
export type Colours = Readonly<{ amber: number; vermilion: number; green: number }>;

/** Counts the warning colours in a picture of the page. */
export async function countColours(page: Page, picture: Buffer): Promise<Colours> {
	return withPixels(page, picture, (data) => {
		const found = { amber: 0, vermilion: 0, green: 0 };
		for (let at = 0; at < data.length; at += 4) {
			const [red = 0, green = 0, blue = 0] = [data[at], data[at + 1], data[at + 2]];
			const high = Math.max(red, green, blue);
			const range = high - Math.min(red, green, blue);
			if (high < 90 || range < high * 0.5) continue;
			if (high === green) found.green += 1;
			else if (high === red && green - blue > range * 0.4) found.amber += 1;
			else if (high === red) found.vermilion += 1;
		}
		return found;
	});
}

/** Mean light of a picture of the page, 0 black to 1 white, as a screen gives it off (relative luminance). */
export async function lightOf(page: Page, picture: Buffer): Promise<number> {
	return withPixels(page, picture, (data) => {
		const linear = (value = 0) => (value / 255) ** 2.2;
		let light = 0;
		for (let at = 0; at < data.length; at += 4) {
			light += 0.2126 * linear(data[at]) + 0.7152 * linear(data[at + 1]) + 0.0722 * linear(data[at + 2]);
		}
		return light / (data.length / 4);
	});
}

/**
 * Draws a picture in the page and gives what is found in its pixels, red, green, blue and alpha of each after the other.
 * @param find runs in the page, where nothing of this file is
 */
async function withPixels<Found>(
	page: Page,
	picture: Buffer,
	find: (data: Uint8ClampedArray) => Found
): Promise<Found> {
	const data = await page.evaluateHandle(async (base64) => {
		const image = new Image();
		image.src = `data:image/png;base64,${base64}`;
		await image.decode();
		const canvas = document.createElement('canvas');
		canvas.width = image.width;
		canvas.height = image.height;
		const context = canvas.getContext('2d');
		if (context === null) throw new Error('no canvas');
		context.drawImage(image, 0, 0);
		return context.getImageData(0, 0, image.width, image.height).data;
	}, picture.toString('base64'));
	try {
		return (await data.evaluate(find as (data: unknown) => unknown)) as Found; // what it gives survives the way back as it is
	} finally {
		await data.dispose();
	}
}

/** Takes away what browsers of televisions of 2022 do not have, so that using it fails here and not on the wall. */
export function asOldBrowser(): void {
	const iterator: unknown = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));
	const missing: readonly (readonly [unknown, readonly string[]])[] = [
		[Array.prototype, ['findLast', 'findLastIndex', 'toSorted', 'toReversed', 'toSpliced', 'with', 'group']],
		[Array, ['fromAsync']],
		[Object, ['groupBy']],
		[Map, ['groupBy']],
		[Promise, ['withResolvers', 'try']],
		[Set.prototype, ['union', 'intersection', 'difference', 'symmetricDifference', 'isSubsetOf', 'isSupersetOf']],
		[String.prototype, ['isWellFormed', 'toWellFormed']],
		[URL, ['canParse', 'parse']],
		[AbortSignal, ['timeout', 'any']],
		[AbortSignal.prototype, ['throwIfAborted']],
		[Response, ['json']],
		[Intl, ['DurationFormat', 'supportedValuesOf']],
		[Intl.NumberFormat.prototype, ['formatRange', 'formatRangeToParts']],
		[Uint8Array, ['fromBase64', 'fromHex']],
		[Uint8Array.prototype, ['toBase64', 'toHex']],
		[Document.prototype, ['startViewTransition']],
		[Element.prototype, ['checkVisibility', 'moveBefore', 'getHTML', 'setHTML']],
		[HTMLElement.prototype, ['inert', 'showPopover', 'hidePopover', 'togglePopover', 'popover']],
		[HTMLInputElement.prototype, ['showPicker']],
		[iterator, ['map', 'filter', 'take', 'drop', 'flatMap', 'reduce', 'toArray', 'forEach', 'some', 'every', 'find']],
		[globalThis, ['structuredClone', 'scheduler', 'navigation', 'Iterator', 'URLPattern']]
	];
	for (const [owner, names] of missing)
		if (owner !== null && (typeof owner === 'object' || typeof owner === 'function'))
			for (const name of names) Reflect.deleteProperty(owner, name);
}
