/**
 * A number of 32 bits, with its sign, by which a contact is found among millions; others may have the same. Names come in no order, so
 * every page of their index is in use at once: with a number in place of the name there are half as many.
 * Source: FNV-1a, over the UTF-16 code units.
 */
export function contactHash(contact: string): number {
	let hash = 0x811c9dc5;
	for (let at = 0; at < contact.length; at++) hash = Math.imul(hash ^ contact.charCodeAt(at), 0x01000193);
	return hash | 0;
}
