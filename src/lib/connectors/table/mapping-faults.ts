import * as v from 'valibot';
import { isWrittenMoment } from './date-form.ts';
import { checkIntervalRows, textsOf } from './interval-faults.ts';
import { intervalRowsSchema } from './interval-mapping.ts';
import type { ConditionMapping, MomentMapping, TextMapping } from './mapping-parts.ts';
import { contactRowsSchema, surveyRowsSchema } from './mapping-schema.ts';
import type { ContactRowsMapping, Mapping, OutcomeMapping, SurveyRowsMapping } from './mapping-schema.ts';

/** What is wrong with a mapping, and where in it: `arrival.format`. */
export type MappingFault = Readonly<{ path: string; reason: string }>;

/** A mapping that can be used, or everything that is wrong with it. */
export type MappingReading = Readonly<{ mapping: Mapping }> | Readonly<{ faults: readonly MappingFault[] }>;

/** Checks what a mapping file holds. Nothing about the file it is for is known yet. */
export function readMapping(content: unknown): MappingReading {
	// What is no mapping at all may be a table of gigabytes, which is not to be quoted.
	if (typeof content !== 'object' || content === null || Array.isArray(content))
		return { faults: [{ path: '', reason: 'must be a set of fields such as source, key and arrival' }] };
	const rows = 'rows' in content ? content.rows : 'contacts';
	if (rows === 'intervals') return readIntervalMapping(content);
	if (rows !== undefined && rows !== 'contacts' && rows !== 'surveys')
		return { faults: [{ path: 'rows', reason: "must be 'contacts', 'surveys' or 'intervals'" }] };
	const ofSurveys = rows === 'surveys';
	const other = otherRows[ofSurveys ? 'contacts' : 'surveys'];
	// All of them at once: the schema stops at the first key it does not know.
	const strangers = Object.keys(content).filter((key) => other.keys.has(key));
	const own = Object.fromEntries(Object.entries(content).filter(([key]) => !other.keys.has(key)));
	const parsed = ofSurveys ? v.safeParse(surveyRowsSchema, own) : v.safeParse(contactRowsSchema, own);
	const found = parsed.success ? contradictionsIn(parsed.output) : parsed.issues.flatMap((one) => faultsOf(one));
	const faults = [
		...strangers.map((path) => ({ path, reason: other.reason })),
		...found.map((fault) => (other.parts.has(fault.path) ? { path: fault.path, reason: other.reason } : fault))
	];
	return faults.length > 0 || !parsed.success ? { faults } : { mapping: parsed.output };
}

function readIntervalMapping(content: object): MappingReading {
	const parsed = v.safeParse(intervalRowsSchema, content);
	const faults = parsed.success ? contradictionsIn(parsed.output) : parsed.issues.flatMap((one) => faultsOf(one));
	return faults.length > 0 || !parsed.success ? { faults } : { mapping: parsed.output };
}

/** What belongs to the one form of mapping only: its keys, and parts of what both forms have. */
const otherRows = {
	contacts: {
		keys: new Set(
			Object.keys(contactRowsSchema.entries).filter((key) => !Object.hasOwn(surveyRowsSchema.entries, key))
		),
		parts: new Set(['survey.at']),
		reason: 'is only for rows that are contacts'
	},
	surveys: {
		keys: new Set(
			Object.keys(surveyRowsSchema.entries).filter((key) => !Object.hasOwn(contactRowsSchema.entries, key))
		),
		parts: new Set(['survey.answeredAt', 'survey.invitedAt']),
		reason: 'is only for rows that are surveys'
	}
} as const;

function faultsOf(issue: v.BaseIssue<unknown>): MappingFault[] {
	// Of the branches of a union, say what is wrong with the one that was meant: text was given, or an object.
	const inner = issue.type === 'union' ? (issue.issues ?? []) : [];
	const meant = inner.filter((one) => one.path !== undefined && one.path.length > 0);
	const prefix = v.getDotPath(issue);
	if (meant.length > 0) {
		return meant.flatMap((one) => faultsOf(one)).map(({ path, reason }) => ({ path: joined(prefix, path), reason }));
	}
	const path = prefix ?? '';
	if (issue.kind === 'schema' && issue.type === 'strict_object' && issue.expected === 'never')
		return [{ path, reason: 'there is no such key' }];
	if (issue.received === 'undefined') return [{ path, reason: 'is missing' }];
	return [{ path, reason: issue.message.replace(/^Invalid \w+: /, '') }];
}

function joined(prefix: string | null, path: string): string {
	return [prefix, path].filter((part) => part !== null && part !== '').join('.');
}

/** What the shape alone does not rule out. */
function contradictionsIn(mapping: Mapping): MappingFault[] {
	const faults: MappingFault[] = [];
	const say = (path: string, reason: string): void => void faults.push({ path, reason });
	checkZone(mapping, say);
	for (const [index, { when }] of (mapping.leaveOut ?? []).entries())
		checkCondition(`leaveOut.${index}.when`, when, say);
	const { file } = mapping;
	if (mapping.rows === 'intervals') {
		checkIntervalRows(mapping, say);
		for (const [path, text] of textsOf(mapping)) checkText(path, text, say);
	} else {
		if (mapping.rows === 'surveys') checkSurveyRows(mapping, say);
		else checkContactRows(mapping, say);
		const { survey } = mapping;
		if (survey !== undefined && survey.scale.min >= survey.scale.max) say('survey.scale', 'min must be below max');
		if (survey?.invited !== undefined && typeof survey.invited !== 'string')
			checkCondition('survey.invited', survey.invited, say);
	}
	if (file?.columns !== undefined && file.headerRow !== undefined)
		say('file.columns', 'is for files without a header row; leave headerRow out');
	return faults;
}

type Say = (path: string, reason: string) => void;

function checkContactRows(mapping: ContactRowsMapping, say: Say): void {
	checkMoment('arrival', mapping.arrival, say);
	checkHasDate('arrival', mapping.arrival, say);
	for (const name of ['queued', 'answered', 'left', 'ended'] as const) {
		const moment = mapping[name];
		if (moment !== undefined) checkMoment(name, moment, say);
	}
	for (const name of [
		'queue',
		'channel',
		'topic',
		'priority',
		'customer',
		'agent',
		'abandonReason',
		'resolution'
	] as const) {
		const text = mapping[name];
		if (text !== undefined) checkText(name, text, say);
	}
	checkOutcome(mapping.outcome, say);
	if (mapping.handling !== undefined && mapping.ended !== undefined)
		say('ended', 'handling tells the end already; name one of the two');
	const { survey } = mapping;
	if (survey?.at !== undefined && typeof survey.at !== 'string') checkMoment('survey.at', survey.at, say);
}

function checkSurveyRows({ contact, contactSource, channel, survey }: SurveyRowsMapping, say: Say): void {
	if (contact === undefined && contactSource === undefined)
		say(
			'contact',
			"is missing: name the columns with the contact's id, or the contactSource if key is the key of the contacts too"
		);
	if (channel !== undefined) checkText('channel', channel, say);
	const { answeredAt, invitedAt, invited } = survey;
	checkMoment('survey.answeredAt', answeredAt, say);
	checkHasDate('survey.answeredAt', answeredAt, say);
	if (invitedAt === undefined) {
		if (invited === 'everybody') say('survey.invitedAt', 'is missing: it says when everybody was invited');
		return;
	}
	const { value, ...moment } = invitedAt;
	if (value === undefined) {
		checkMoment('survey.invitedAt', moment, say);
		checkHasDate('survey.invitedAt', moment, say);
	} else {
		if (Object.values(moment).some((part) => part !== undefined))
			say('survey.invitedAt', 'has one value for all rows, so columns, formats and empty say nothing');
		if (!isWrittenMoment(value)) say('survey.invitedAt.value', 'must be a date and a time such as 2026-01-31 09:00');
	}
}

function checkHasDate(path: string, { column, date }: MomentMapping, say: Say): void {
	if (column === undefined && date === undefined)
		say(path, 'needs a column with date and time, or a date column beside the time column');
}

function checkZone({ zone }: Mapping, say: Say): void {
	if (zone === undefined) return;
	try {
		new Intl.DateTimeFormat('en', { timeZone: zone });
	} catch {
		say('zone', `there is no time zone '${zone}'`);
	}
}

function checkMoment(path: string, moment: MomentMapping, say: Say): void {
	const { column, date, time } = moment;
	if (column === undefined && date === undefined && time === undefined)
		return say(path, 'needs column, or date and time, or time');
	if (column !== undefined && (date !== undefined || time !== undefined))
		say(path, 'has column beside date or time; it is either one column or two');
	if (date !== undefined && time === undefined)
		say(path, 'has a date without a time; use column for one that holds both');
	if (moment.format !== undefined && column === undefined)
		say(`${path}.format`, 'is the format of column, which is missing');
	if (moment.dateFormat !== undefined && date === undefined) say(`${path}.dateFormat`, 'there is no date column');
	if (moment.timeFormat !== undefined && time === undefined) say(`${path}.timeFormat`, 'there is no time column');
	if (moment.dateFormat === 'epoch-s' || moment.dateFormat === 'epoch-ms')
		say(`${path}.dateFormat`, 'an epoch holds date and time; use column');
}

function checkText(path: string, text: TextMapping, say: Say): void {
	if ((text.value === undefined) === (text.column === undefined)) say(path, 'needs either value or column');
	if (text.value !== undefined && (text.values ?? text.unlisted ?? text.empty ?? text.default) !== undefined)
		say(path, 'has one value for all rows, so values, unlisted, empty and default say nothing');
	if (text.unlisted !== undefined && text.values === undefined)
		say(`${path}.unlisted`, 'there is no list: values is missing');
}

function checkOutcome({ column, values, rules }: OutcomeMapping, say: Say): void {
	if ((column === undefined) === (rules === undefined)) say('outcome', 'needs either column with values, or rules');
	if ((column === undefined) !== (values === undefined)) say('outcome', 'column and values belong together');
	for (const [index, { when }] of (rules ?? []).entries()) checkCondition(`outcome.rules.${index}.when`, when, say);
}

const comparisons = ['equals', 'in', 'empty', 'above', 'atLeast', 'below', 'atMost'] as const;

function checkCondition(path: string, condition: ConditionMapping, say: Say): void {
	const { column, not, all, any } = condition;
	const said = comparisons.filter((name) => condition[name] !== undefined);
	const kinds = [column, not, all, any].filter((part) => part !== undefined).length;
	if (kinds !== 1) say(path, 'needs exactly one of column, not, all and any');
	if (column !== undefined && said.length === 0) say(path, `needs one of ${comparisons.join(', ')}`);
	if (column === undefined && said.length > 0) say(path, `${said.join(', ')} needs a column`);
	if (not !== undefined) checkCondition(`${path}.not`, not, say);
	for (const [index, part] of (all ?? []).entries()) checkCondition(`${path}.all.${index}`, part, say);
	for (const [index, part] of (any ?? []).entries()) checkCondition(`${path}.any.${index}`, part, say);
}
