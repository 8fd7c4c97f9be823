import type { ListedDisplay } from '#lib/protocol/display-settings.ts';
import { clockTime } from '../format/clock-time.ts';
import { ageText, moment } from '../format/moment.ts';
import { count } from '../format/number.ts';
import type { DisplaysMessages } from '../i18n/displays-nl.ts';
import type { Language } from '../i18n/language.ts';
import type { Shape } from '../kit/status-shape.ts';

/** How a screen is, for whoever looks after it: a shape with a word, and what it said of itself. */
export type DisplayState = Readonly<{
	level: 'live' | 'attention' | 'alarm' | 'revoked';
	shape: Shape;
	words: string;
	facts: readonly Readonly<{ term: string; said: string; isOff: boolean }>[];
}>;

/** Data older than this is not what a screen should be showing, ms. */
const staleMs = 15_000;
/** Memory beyond which a page is not well, bytes. */
const muchBytes = 150_000_000;

/** What a page needs to tell how a screen is. */
export type DisplayReading = Readonly<{
	/** The server's time, UTC ms. */
	now: number;
	/** Build of the server; null = not known. */
	serverBuild: string | null;
	zone: string | null;
	text: DisplaysMessages;
	language: Language;
}>;

/** Tells how a screen is. */
export function displayState(display: ListedDisplay, reading: DisplayReading): DisplayState {
	const { now, serverBuild, zone, text, language } = reading;
	const { report, lastSeenAt, revokedAt } = display;
	const head = { facts: [] as DisplayState['facts'] };
	if (revokedAt !== null) {
		const reason = display.revokedFor === 'token-reuse' ? ` · ${text.revokedReuse}` : '';
		const words = text.revokedAt(moment(revokedAt, zone, language)) + reason;
		return { ...head, level: 'revoked', shape: 'none', words };
	}
	const fact = (term: string, said: string, isOff = false) => ({ term, said, isOff });
	const age = report?.dataAgeMs ?? null;
	const facts = [
		fact(
			text.lastSeen,
			lastSeenAt === null ? text.neverSeen : text.ago(ageText(now - lastSeenAt, language)),
			display.isDark
		)
	];
	if (report !== null) {
		facts.push(
			fact(text.dataAge, age === null ? text.unknown : ageText(age, language), age === null || age > staleMs),
			buildFact(report.build),
			fact(text.heap, heapText(report.heapBytes), (report.heapBytes ?? 0) > muchBytes),
			fact(text.showing, report.board === 'now' ? text.boardNow : text.boardToday),
			fact(text.size, `${report.width} × ${report.height}`)
		);
	}
	if (display.address !== null) facts.push(fact(text.address, display.address));
	return { ...liveness(), facts };

	function liveness(): Pick<DisplayState, 'level' | 'shape' | 'words'> {
		if (display.isDark) {
			const since = lastSeenAt ?? display.createdAt;
			const time = now - since > 20 * 3_600_000 ? moment(since, zone, language) : clockTime(since, zone);
			return { level: 'alarm', shape: 'alarm', words: text.darkSince(time) };
		}
		if (!display.isConnected) return { level: 'attention', shape: 'attention', words: text.notConnected };
		if (report?.visible === false) return { level: 'attention', shape: 'attention', words: text.hidden };
		return { level: 'live', shape: 'live', words: text.connected };
	}
	function buildFact(build: string) {
		if (serverBuild === null) return fact(text.build, build);
		return build === serverBuild ? fact(text.build, text.buildSame) : fact(text.build, text.buildOther(build), true);
	}
	function heapText(bytes: number | null): string {
		return bytes === null ? text.unknown : text.megabytes(count(Math.round(bytes / 1_000_000), language));
	}
}
