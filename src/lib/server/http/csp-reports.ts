import type { Logger } from '../logger.ts';
import { parseJson } from '../intake/json-text.ts';

/** Directives that a report may name; what it names else is `other`. */
const directives = new Set([
	'default-src',
	'script-src',
	'script-src-elem',
	'script-src-attr',
	'style-src',
	'style-src-elem',
	'style-src-attr',
	'img-src',
	'font-src',
	'connect-src',
	'manifest-src',
	'worker-src',
	'form-action',
	'base-uri',
	'object-src',
	'frame-src',
	'frame-ancestors',
	'media-src'
]);
/** How a browser names what has no address. */
const nameless = new Set(['inline', 'eval', 'wasm-eval', 'data', 'blob', 'self']);
/** One line of the log a kind in this time, ms. */
const betweenLinesMs = 3_600_000;
/** Browsers put what they have gathered into one body; more than this is no browser's. */
const maxReports = 50;

/**
 * Counts what browsers say that a page's policy did not allow. Anybody can send such reports, so nothing of them is kept or
 * written but a word out of a short list.
 */
export class CspReports {
	readonly #logger: Pick<Logger, 'warn'>;
	readonly #now: () => number;
	readonly #kinds = new Map<string, { count: number; loggedAt: number }>();
	#count = 0;

	/** @param now any clock that only goes forward, ms */
	constructor(logger: Pick<Logger, 'warn'>, now: () => number = () => performance.now()) {
		this.#logger = logger;
		this.#now = now;
	}

	/** How many were reported since the start. */
	get count(): number {
		return this.#count;
	}

	/**
	 * Takes in a body, of either of the two forms that browsers send.
	 * @returns how many reports were in it; null when it is none
	 */
	take(text: string): number | null {
		const reports = reportsOf(parseJson(text));
		if (reports === null) return null;
		for (const report of reports) this.#note(kindOf(report));
		return reports.length;
	}

	#note(kind: Readonly<{ directive: string; blocked: string }>): void {
		this.#count++;
		const name = `${kind.directive} ${kind.blocked}`;
		const known = this.#kinds.get(name) ?? { count: 0, loggedAt: -Infinity };
		known.count++;
		this.#kinds.set(name, known);
		if (this.#now() - known.loggedAt < betweenLinesMs) return;
		known.loggedAt = this.#now();
		this.#logger.warn(
			{ ...kind, count: known.count },
			'a browser says that a page wanted what its policy does not allow'
		);
	}
}

type Fields = Readonly<Record<string, unknown>>;

/** `{ "csp-report": … }` is the older form; a list of `{ type, body }` the newer, in which other kinds may be. */
function reportsOf(body: unknown): readonly Fields[] | null {
	if (Array.isArray(body)) {
		const entries = body.slice(0, maxReports).filter(isFields);
		return entries.flatMap(({ type, body: report }) => (type === 'csp-violation' && isFields(report) ? [report] : []));
	}
	const report = isFields(body) ? body['csp-report'] : undefined;
	return isFields(report) ? [report] : null;
}

function kindOf(report: Fields): Readonly<{ directive: string; blocked: string }> {
	const [directive = ''] = textOf(
		report['effectiveDirective'] ?? report['effective-directive'] ?? report['violated-directive']
	).split(' ', 1);
	const blocked = textOf(report['blockedURL'] ?? report['blocked-uri']);
	return {
		directive: directives.has(directive) ? directive : 'other',
		blocked: nameless.has(blocked) ? blocked : /^https?:/.test(blocked) ? 'address' : 'other'
	};
}

/** What is no text says nothing, and must not be asked to turn itself into one. */
function textOf(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

function isFields(value: unknown): value is Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
