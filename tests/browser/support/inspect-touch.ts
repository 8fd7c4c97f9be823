import type { Page } from '@playwright/test';

/** Targets of a finger that are too small or too near to another, in words; nothing when all is well. */
export function findTightTargets(page: Page): Promise<readonly string[]> {
	return page.evaluate(() => {
		const least = 44;
		const apart = 8;
		const faults: string[] = [];
		const root = document.querySelector('dialog[open]') ?? document.body;
		const targets = [...root.querySelectorAll('a, button, input, summary')].flatMap((element) => {
			const box = element.getBoundingClientRect();
			const words = (element.getAttribute('aria-label') ?? element.textContent ?? '').replace(/\s+/g, ' ').trim();
			return box.width === 0 ? [] : [{ words, box, isFixed: element.closest('nav, .dock, dialog') !== null }];
		});
		for (const { words, box } of targets)
			if (box.width < least - 0.5 || box.height < least - 0.5)
				faults.push(`${words}: ${box.width.toFixed(0)} × ${box.height.toFixed(0)}`);
		// Whatever room a target takes beyond the least may be the distance to the next: a row of 52 stands 8 from the next.
		for (const [index, one] of targets.entries()) {
			for (const other of targets.slice(index + 1)) {
				if (one.isFixed !== other.isFixed) continue;
				const across = distance(one.box.left, one.box.right, other.box.left, other.box.right);
				const down = distance(one.box.top, one.box.bottom, other.box.top, other.box.bottom);
				if (Math.max(across, down) < apart - 0.5)
					faults.push(`${one.words} and ${other.words}: ${Math.max(across, down).toFixed(1)} apart`);
			}
		}
		return faults;

		/** Between two stretches, each drawn in to the least a finger needs. */
		function distance(fromA: number, toA: number, fromB: number, toB: number): number {
			const [a, b] = [drawIn(fromA, toA), drawIn(fromB, toB)];
			return Math.max(a.from, b.from) - Math.min(a.to, b.to);
		}
		function drawIn(from: number, to: number): { from: number; to: number } {
			const spare = Math.max(0, Math.min((to - from - least) / 2, apart / 2));
			return { from: from + spare, to: to - spare };
		}
	});
}

/** Text that is too faint against what lies behind it, with its contrast; hatches count with their darkest stripe. */
export function findFaintText(page: Page, least = 4.5): Promise<readonly string[]> {
	return page.evaluate((asked) => {
		type Colour = readonly [number, number, number, number];
		const faults: string[] = [];
		const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
			const parent = node.parentElement;
			const words = (node.textContent ?? '').trim();
			if (words === '' || parent === null) continue;
			if (parent.closest('.unseen, script, style, title, #svelte-announcer, dialog:not([open])') !== null) continue;
			if (parent.getClientRects().length === 0) continue;
			const style = getComputedStyle(parent);
			const ink = parse(parent instanceof SVGElement ? style.fill : style.color);
			for (const ground of groundsOf(parent)) {
				const contrast = contrastOf(ink, ground);
				if (contrast < asked) faults.push(`${words}: ${contrast.toFixed(2)}`);
			}
		}
		return faults;

		/** The colours that may lie behind an element. */
		function groundsOf(element: Element): Colour[] {
			const stripes: Colour[] = [];
			for (let at: Element | null = element; at !== null; at = at.parentElement) {
				const { backgroundColor, backgroundImage } = getComputedStyle(at);
				const drawn = backgroundImage.match(/rgba?\([^)]+\)/g) ?? [];
				stripes.push(...drawn.map(parse));
				const ground = parse(backgroundColor);
				if (ground[3] === 1) return [ground, ...stripes.map((stripe) => over(stripe, ground))];
			}
			throw new Error('nothing lies behind the text');
		}
		function over(top: Colour, bottom: Colour): Colour {
			const mix = (index: 0 | 1 | 2): number => top[index] * top[3] + bottom[index] * (1 - top[3]);
			return [mix(0), mix(1), mix(2), 1];
		}
		function parse(text: string): Colour {
			const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
			return [red, green, blue, alpha];
		}
		function contrastOf(a: Colour, b: Colour): number {
			const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((one, other) => other - one);
			return (light + 0.05) / (dark + 0.05);
		}
		function luminance([red, green, blue]: Colour): number {
			return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
		}
		function linear(channel: number): number {
			const share = channel / 255;
			return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
		}
	}, least);
}
