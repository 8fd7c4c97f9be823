import type { RowContact } from './row-contact.ts';

/**
 * A number of 53 bits for what a row says of its contact, the key left out: rows that say the same have the same number, and
 * two that say otherwise share one by a chance of one in 10¹⁵.
 */
export function contentHash(row: RowContact): number {
	const { exit, survey } = row;
	const isAnswered = exit.outcome === 'answered';
	const left = exit.outcome === 'abandoned' ? `${exit.at},${exit.waitUnknown},${exit.reason}` : '';
	const asked = survey === null ? '' : `${survey.at},${survey.score},${survey.isInvited}`;
	const times = `${row.arrival},${row.queuedAt},${isAnswered ? `${exit.at},${row.endedAt}` : left},${asked}`;
	// Agent, end and resolution are told only of an answer; what no event carries is no content.
	const texts = isAnswered ? `${row.agent}\n${row.endedAt === null ? '' : row.resolution}` : exit.outcome;
	return hash53(
		`${times}\n${row.contact}\n${row.queue}\n${row.channel}\n${row.topic}\n${row.priority}\n${row.customer}\n${texts}`
	);
}

/** A number of 53 bits for a text. */
export function hash53(text: string): number {
	let left = 0x2c1b3c6d;
	let right = 0x297a2d39;
	for (let index = 0; index < text.length; index++) {
		const unit = text.charCodeAt(index);
		left = Math.imul(((left << 13) | (left >>> 19)) ^ unit, 0x9e3779b1);
		right = Math.imul(((right << 17) | (right >>> 15)) ^ unit, 0x85ebca77);
	}
	return (left >>> 0) * 0x20_0000 + (right >>> 11);
}
