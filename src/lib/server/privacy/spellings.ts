import { isUtf8 } from 'node:buffer';
import { unescapeJson } from '../intake/leave-comments-out.ts';

/** Readings of readings: a text of JSON in base64 in a text of JSON is the third. */
const deepest = 4;
/** A text that is made to be read in ever more ways is read in so many. */
const mostReadings = 64;

/**
 * The ways in which a text that came can be read: as it stands, without JSON's escapes, without percent-encoding, and what stands
 * in base64 in any of these.
 */
export function readingsOf(text: string): ReadonlySet<string> {
	const readings = new Set([text]);
	let newest = [text];
	for (let depth = 0; depth < deepest && newest.length > 0; depth++) {
		const next: string[] = [];
		for (const reading of newest)
			for (const other of [unescapeJson(reading), percentDecoded(reading), ...base64Inside(reading)]) {
				if (readings.size >= mostReadings || readings.has(other)) continue;
				readings.add(other);
				next.push(other);
			}
		newest = next;
	}
	return readings;
}

/** The ways in which a text may stand in a file, for a search byte by byte; what depends on its neighbours is left out. */
export function spellingsOf(text: string): readonly string[] {
	const quoted = JSON.stringify(text).slice(1, -1);
	const plain = quoted.replaceAll(
		/[^\x20-\x7e]/g,
		(letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
	);
	const bytes = Buffer.from(text);
	// Three letters make four of base64: what it begins with depends on where the text begins, and so does what it ends with.
	const encoded = [0, 1, 2].map((before) => {
		const all = Buffer.concat([Buffer.alloc(before), bytes]);
		return all.subarray(before === 0 ? 0 : 3, all.length - (all.length % 3)).toString('base64');
	});
	const long = encoded.filter(({ length }) => length >= 8);
	return [...new Set([text, quoted, plain, encodeURIComponent(text.toWellFormed()), ...long])];
}

/** Parts that are no UTF-8 stay as they are. */
function percentDecoded(text: string): string {
	if (!text.includes('%')) return text;
	return text.replaceAll(/(?:%[0-9a-fA-F]{2})+/g, (encoded) => {
		const bytes = Buffer.from(encoded.replaceAll('%', ''), 'hex');
		return isUtf8(bytes) ? bytes.toString() : encoded;
	});
}

/** What stands there in base64, with the letters for addresses or without, also where the end was cut off. */
function base64Inside(text: string): readonly string[] {
	const found: string[] = [];
	for (const [word] of text.matchAll(/[A-Za-z0-9+/_-]{8,}/g)) {
		const bytes = Buffer.from(word.slice(0, word.length - (word.length % 4 === 1 ? 1 : 0)), 'base64');
		for (let cut = 0; cut < 4 && cut < bytes.length; cut++) {
			const whole = bytes.subarray(0, bytes.length - cut);
			if (!isUtf8(whole)) continue;
			const reading = whole.toString();
			if (isReadable(reading)) found.push(reading);
			break;
		}
	}
	return found.length <= 1 ? found : [found.join('\n')];
}

/** Most words that are no base64 come out as what nobody writes. */
function isReadable(text: string): boolean {
	for (const letter of text) {
		const code = letter.codePointAt(0) ?? 0;
		if (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) return false;
	}
	return true;
}
