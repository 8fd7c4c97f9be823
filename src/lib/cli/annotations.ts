import * as v from 'valibot';
import type { Annotation } from '#lib/domain/annotations/annotation.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { annotationSchema, completeAnnotation, isDay } from '#lib/server/annotations/annotation-schema.ts';
import { readConfiguration, siteSettings } from '#lib/server/configuration.ts';
import { explainIssue } from '#lib/server/http/read-json.ts';
import { reasonText } from '#lib/domain/reasons/reason.ts';
import { CommandError } from './command-error.ts';
import { plainText } from './plain-text.ts';
import { textTable } from './text-table.ts';
import { withLog } from './with-log.ts';

/** What `bereik annotation add` was asked to do. */
export type AddOptions = Readonly<{ kind: string; from: string; to?: string; english?: string }>;
/** What `bereik annotation list` was asked to do. */
export type ListOptions = Readonly<{ from?: string; to?: string; output: string }>;

/** The options by what they are called where they are checked. */
const optionNames: Readonly<Record<string, string>> = {
	kind: '--kind',
	firstDay: '--from',
	lastDay: '--to',
	text: 'TEXT',
	'text.nl': 'TEXT',
	'text.en': '--english'
};

/** `bereik annotation add`: from now on it stands beside the years. */
export async function addAnnotation(text: string, { kind, from, to, english }: AddOptions): Promise<void> {
	const { zone } = siteSettings(readConfiguration(process.env));
	const read = v.safeParse(annotationSchema, {
		...{ kind, firstDay: from },
		...(to === undefined ? {} : { lastDay: to }),
		text: english === undefined ? text : { nl: text, en: english }
	});
	if (!read.success) {
		const { field, reason } = explainIssue(read.issues[0]);
		throw refused(field, reason);
	}
	const request = completeAnnotation(read.output, new SiteCalendar(zone).dateOf(Date.now()));
	if ('reason' in request) throw refused(request.field, reasonText(request.reason));
	const added = await withLog((access) => access.annotations.add(request));
	if (added === 'too-many') throw new CommandError('there are as many annotations as there can be: remove some first');
	if (added === 'log-away') throw new CommandError('the event log takes nothing at the moment');
	console.log(added.id);
}

/** `bereik annotation list`: what was written down, with ids. */
export async function listAnnotations({ from, to, output }: ListOptions): Promise<void> {
	for (const [name, day] of Object.entries({ '--from': from, '--to': to }))
		if (day !== undefined && !isDay(day)) throw new CommandError(`${name}: must be a date, YYYY-MM-DD`, 2);
	const found = await withLog((access) => access.annotations.list(from ?? null, to ?? null));
	if (output === 'json') console.log(JSON.stringify(found, null, '\t'));
	else if (found.length === 0) console.error('Nothing was written down of these days.');
	else console.log(textTable([['id', 'from', 'to', 'kind', 'text'], ...found.map(row)], 'left'));
}

/** `bereik annotation remove`: it stands beside the years no longer. */
export async function removeAnnotation(id: string): Promise<void> {
	const isDone = await withLog((access) => access.annotations.remove(id));
	if (isDone === null) throw new CommandError('the event log takes nothing at the moment');
	if (!isDone) throw new CommandError(`there is no annotation with the id ${plainText(id)}`);
	console.error(`The annotation ${id} is removed.`);
}

function refused(field: string, reason: string): CommandError {
	return new CommandError(`${optionNames[field] ?? field}: ${reason}`, 2);
}

function row({ id, firstDay, lastDay, kind, text: { nl, en } }: Annotation): string[] {
	return [id, firstDay, lastDay === firstDay ? '' : lastDay, kind, nl === en ? nl : `${nl} / ${en}`];
}
