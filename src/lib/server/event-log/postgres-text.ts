/*
 * Postgres' text holds no zero byte, and what is sent to it no half of a surrogate pair. Senders choose their ids, so such a name is kept
 * in another spelling: a character that Unicode sets apart for such use, then four hexadecimal digits.
 */

const mark = '\ufdd0';
const unwritable = /[\0\ufdd0]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const written = /\ufdd0([0-9a-f]{4})/g;

/** A name as Postgres can keep it; names that differ stay different. */
export function toPostgresText(name: string): string {
	if (name.isWellFormed() && !name.includes('\0') && !name.includes(mark)) return name;
	return name.replace(unwritable, (unit) => mark + unit.charCodeAt(0).toString(16).padStart(4, '0'));
}

/** The name that was kept. */
export function fromPostgresText(text: string): string {
	if (!text.includes(mark)) return text;
	return text.replace(written, (_kept, unit: string) => String.fromCharCode(parseInt(unit, 16)));
}
