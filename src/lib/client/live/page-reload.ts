/** What is looked at to decide whether a page that runs by itself had better begin anew. */
export type PageState = Readonly<{
	/** How long the page has been there, ms. */
	ageMs: number;
	/** The time it really is, UTC ms by the server's clock; null = not known yet. */
	presentMs: number | null;
	/** IANA zone of the site; null = not known yet. */
	zone: string | null;
	/** Memory of the page in bytes; null where the browser does not tell. */
	heapBytes: number | null;
}>;

/** Minute of the site's day around which pages begin anew, and how far around it. */
const NIGHT_MINUTE = 4 * 60;
const NIGHT_SPREAD_MINUTES = 10;
/** Memory above which a page begins anew. */
const HEAP_MAX_BYTES = 150_000_000;
/** A page that began less long ago is not begun anew again: what did not help just now will not help now. */
const AGE_MIN_MS = 3_600_000;
const DAY_MINUTES = 24 * 60;

/**
 * Decides when a wall's page begins anew by itself: once a night at four in the site's zone, each page at a moment of its own within
 * ten minutes of it, and when it has taken too much memory.
 */
export class PageReload {
	readonly #nightMinute: number;
	#lastMinute: number | null = null;

	/** @param drawn from 0 up to, not including, 1: where in the night's twenty minutes this page has its moment */
	constructor(drawn: number) {
		this.#nightMinute = NIGHT_MINUTE + (drawn * 2 - 1) * NIGHT_SPREAD_MINUTES;
	}

	/** Call it each minute. Why the page should begin anew; null = it should not. */
	reason({ ageMs, presentMs, zone, heapBytes }: PageState): 'night' | 'heap' | null {
		const minute = presentMs === null || zone === null ? null : minuteOfDay(presentMs, zone);
		const before = this.#lastMinute;
		this.#lastMinute = minute;
		if (ageMs < AGE_MIN_MS) return null;
		if (heapBytes !== null && heapBytes > HEAP_MAX_BYTES) return 'heap';
		if (before === null || minute === null) return null;
		const passed = (minute - before + DAY_MINUTES) % DAY_MINUTES;
		const until = (this.#nightMinute - before + DAY_MINUTES) % DAY_MINUTES;
		// Half a day or more in a minute: the clock was set, or went back over midnight; no moment was passed.
		return until > 0 && until <= passed && passed < DAY_MINUTES / 2 ? 'night' : null;
	}
}

/** Memory of the page where the browser tells (Chromium does); null elsewhere. */
export function heapBytes(): number | null {
	if (!('memory' in performance)) return null;
	const { memory } = performance;
	if (typeof memory !== 'object' || memory === null || !('usedJSHeapSize' in memory)) return null;
	const { usedJSHeapSize } = memory;
	return typeof usedJSHeapSize === 'number' && Number.isSafeInteger(usedJSHeapSize) ? usedJSHeapSize : null;
}

function minuteOfDay(atMs: number, zone: string): number {
	const parts = new Intl.DateTimeFormat('en-GB', {
		timeZone: zone,
		hour: '2-digit',
		minute: '2-digit',
		hourCycle: 'h23'
	});
	const [hour, minute] = parts.format(atMs).split(':').map(Number);
	return (hour ?? 0) * 60 + (minute ?? 0);
}
