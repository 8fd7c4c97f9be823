import type { Attachment } from 'svelte/attachments';

/**
 * One way to set a text: size in board units, width of the letters in percent, and whether it
 * may take two lines, between words or (`broken`) inside one. */
export type FitStep = Readonly<{ size: number; stretch: number; lines?: 2 | 'broken' }>;

/** The width of a figure as a key for {@link fitText}: figures are all of one width, a comma and a minus are not. */
export function widthKey(figure: string): string {
	return figure.replace(/\d/g, '0');
}

/**
 * Sets a text in the first of `steps` in which it fits its element. Names come from other systems: a long one is set
 * narrower, then smaller, then on two lines, and never pushes the board apart. The element needs a width of its own
 * (`min-width: 0` in a grid), reads `--fit-size` and `--fit-stretch`, and wraps as its `data-lines` says.
 * @param key changes whenever the text's width may have changed; text of equal width need not be measured again
 */
export function fitText(steps: readonly FitStep[], key: string | number): Attachment<HTMLElement> {
	void key; // read by whoever calls: a new key makes a new attachment
	return refitted((element) => {
		for (const step of steps) {
			set(element, step);
			if (fits(element)) return;
		}
	});
}

/**
 * Says something in the longest of several ways that fits its element, each set in the first of `steps` in which it does. The text
 * of the element is this attachment's alone.
 * @param ways from long to short; the last is said also where it does not fit
 */
export function fitWords(ways: readonly string[], steps: readonly FitStep[]): Attachment<HTMLElement> {
	return refitted((element) => {
		for (const way of ways) {
			element.textContent = way;
			for (const step of steps) {
				set(element, step);
				if (fits(element)) return;
			}
		}
	});
}

/** Fits at once, once more after the face has loaded, and when the screen is turned. */
function refitted(fit: (element: HTMLElement) => void): Attachment<HTMLElement> {
	return (element) => {
		const again = () => fit(element);
		again();
		const observer = new ResizeObserver(again);
		observer.observe(element);
		document.fonts.addEventListener('loadingdone', again);
		return () => {
			observer.disconnect();
			document.fonts.removeEventListener('loadingdone', again);
		};
	};
}

function set(element: HTMLElement, { size, stretch, lines }: FitStep): void {
	element.style.setProperty('--fit-size', String(size));
	element.style.setProperty('--fit-stretch', `${stretch}%`);
	if (lines === undefined) delete element.dataset['lines'];
	else element.dataset['lines'] = String(lines);
}

function fits(element: HTMLElement): boolean {
	if (element.scrollWidth > element.clientWidth) return false;
	// Letters reach beyond a tight line, and count as overflow; a third line reaches further than a third of its size.
	const reach = parseFloat(getComputedStyle(element).fontSize) / 3;
	return element.dataset['lines'] === undefined || element.scrollHeight <= element.clientHeight + reach;
}
