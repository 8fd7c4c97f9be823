import { channels } from '#lib/domain/contact/channel.ts';
import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';
import { eventId } from '../event-id.ts';
import type { MappedColumns } from './mapped-columns.ts';
import type { SurveyRowsMapping } from './mapping-schema.ts';
import type { MomentReader, Moments } from './moments.ts';
import { Fault, quoted, type LeftOut, type Reader, type Row } from './reading.ts';
import { hash53 } from './row-content.ts';
import { keyReader } from './row-key.ts';
import { leaveOutReader } from './row-left-out.ts';
import { scoreReader } from './row-score.ts';
import { isChannel } from './row-values.ts';
import type { TableRow } from './table-translator.ts';

const nothing = (): null => null;
const neither: LeftOut = { leftOut: 'neither invited nor answered' };

/**
 * Makes the reader of rows that are surveys. What the file lacks is collected by `columns`; the reader is not to be used then.
 *
 * Ids of events come from source, key, kind of survey, and when the customer was invited (where nothing tells that: when they
 * answered). So the answer that a later export adds joins the invitation that is there, and two kinds of survey in one file
 * do not meet.
 */
export function surveyRowReader(
	mapping: SurveyRowsMapping,
	source: string,
	columns: MappedColumns,
	moments: Moments
): (row: Row) => TableRow | LeftOut | Fault {
	const { kind, scale } = mapping.survey;
	const leftOutOf = leaveOutReader(mapping.leaveOut, columns);
	const keyOf = keyReader('key', mapping.key, columns);
	const contactOf = mapping.contact === undefined ? null : keyReader('contact', mapping.contact, columns);
	// Contacts are named after their source and key where their own mapping does not say otherwise.
	const prefix = mapping.contactSource === undefined ? '' : `${mapping.contactSource}/`;
	const channelOf = mapping.channel === undefined ? nothing : columns.text('channel', mapping.channel, 'reject');
	const invitedAtOf = invitedAtReader(mapping.survey, moments);
	const isInvitedBy = invitedReader(mapping.survey, columns);
	const scoreOf = scoreReader(mapping.survey, columns);
	const answeredAtOf = moments.reader('survey.answeredAt', mapping.survey.answeredAt);

	return (row) => {
		const leftOut = leftOutOf(row);
		if (leftOut !== null) return leftOut;
		const key = keyOf(row);
		if (key instanceof Fault) return key;
		const named = contactOf === null ? key : contactOf(row);
		if (named instanceof Fault) return named;
		const contact = prefix + named;
		if (contact.length > 200) return new Fault('contact', 'makes an id of more than 200 characters');
		const channel = channelOf(row);
		if (channel instanceof Fault) return channel;
		if (channel !== null && !isChannel(channel))
			return new Fault('channel', `${quoted(channel)} is none of ${channels.join(', ')}`);
		const told = invitedAtOf(row, 0);
		if (told instanceof Fault) return told;
		const read = answerOf(row, scoreOf, answeredAtOf, told);
		const answer = read instanceof Fault ? null : read;
		const isInvited = isInvitedBy(row, told, answer !== null);
		if (isInvited instanceof Fault) return isInvited;
		const invitedAt = isInvited ? (told ?? answer?.at ?? null) : null;
		// Without an invitation there is nothing that could count without the answer.
		if (invitedAt === null && read instanceof Fault) return read;
		if (isInvited && invitedAt === null)
			return new Fault('survey.invitedAt', 'is empty, and the row says it was invited');
		const idAt = told ?? answer?.at ?? null;
		if (idAt === null || (invitedAt === null && answer === null)) return neither;

		const rowId = eventId({ source, at: idAt, record: key, part: kind });
		const about = { contact, kind };
		const by = channel === null ? undefined : { channel };
		const events: SourceEvent[] = [];
		if (invitedAt !== null)
			events.push({ source, id: `${rowId}.i`, time: invitedAt, type: 'survey.invited', data: { ...about, ...by } });
		if (answer !== null) {
			const data = { ...about, score: answer.score, scale: { min: scale.min, max: scale.max }, ...by };
			events.push({ source, id: `${rowId}.s`, time: answer.at, type: 'survey.answered', data });
		}
		const content = hash53(`${contact}\n${channel}\n${invitedAt}\n${answer?.at}\n${answer?.score}`);
		return { key, content, events, parts: read instanceof Fault ? [read] : [] };
	};
}

type Answer = Readonly<{ at: number; score: number }>;

/** What the customer answered, null where they did not; a fault costs the row its answer only, if it was invited. */
function answerOf(
	row: Row,
	scoreOf: Reader<number>,
	answeredAtOf: MomentReader,
	invitedAt: number | null
): Answer | null | Fault {
	const score = scoreOf(row);
	if (score === null || score instanceof Fault) return score;
	const at = answeredAtOf(row, 0);
	if (at instanceof Fault) return at;
	if (at === null) return new Fault('survey.answeredAt', 'is empty, and there is a score');
	return invitedAt !== null && at < invitedAt
		? new Fault('survey.answeredAt', `lies ${(invitedAt - at) / 1000} s before the invitation`)
		: { at, score };
}

/** When the row tells that it was invited; null where it does not. */
function invitedAtReader({ invitedAt }: SurveyRowsMapping['survey'], moments: Moments): MomentReader {
	if (invitedAt === undefined) return nothing;
	const { value, ...moment } = invitedAt;
	if (value === undefined) return moments.reader('survey.invitedAt', moment);
	const at = moments.instantWritten(value);
	return () => at;
}

type InvitedReader = (row: Row, invitedAt: number | null, isScored: boolean) => boolean | Fault;

/** Whether the row was invited; where no rule says it, whoever has a time of the invitation. */
function invitedReader({ invited }: SurveyRowsMapping['survey'], columns: MappedColumns): InvitedReader {
	if (invited === undefined) return (_row, invitedAt) => invitedAt !== null;
	if (typeof invited !== 'string') return columns.condition('survey.invited', invited);
	return (_row, _invitedAt, isScored) => invited === 'everybody' || (invited === 'scored' && isScored);
}
