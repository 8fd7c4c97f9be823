import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type CommandRun, printedJson, runCommands } from '../support/command-runs.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { mappingOf } from '../support/translate-table.ts';

const site = { zone: 'Europe/Amsterdam', processZone: 'Asia/Tokyo' };
const report = ['report', '--by', 'channel', '--survey', 'csat', '--output', 'json'];

/** Twenty chats and twenty phone calls of one morning, as a ticket system exports them. */
const tickets = Array.from({ length: 40 }, (_, no) => {
	const minute = String(no).padStart(2, '0');
	const source = no < 20 ? 'Chat' : 'Phone';
	return `${no},2026-01-05 09:${minute}:00,2026-01-05 09:${minute}:30,2026-01-05 10:00:00,Open,Sales,${source},Prices,Low,Anna,`;
});
const ticketColumns =
	'Ticket ID,Created time,First response time,Close time,Status,Agent Group,Source,Topic,Priority,Agent Name,Survey results';

/** All chats but two were asked and twelve answered with a 5 or a 2; ten calls were asked and six answered with a 4. */
function responses(isWhole: boolean): string[] {
	return tickets.flatMap((_, no) => {
		if (no >= 18 && (no < 20 || no >= 30)) return [];
		const isChat = no < 20;
		const isAnswered = isWhole && (isChat ? no < 12 : no < 26);
		const score = isChat ? (no < 9 ? 5 : 2) : 4;
		const answer = isAnswered ? `2026-01-06 12:00:00,${score}` : ',';
		// Where the survey does not name the channel, it is that of the contact.
		const channel = no % 3 === 0 ? '' : isChat ? 'Chat' : 'Phone';
		return [`r${no},${no},${channel},customer,2026-01-05 12:00:00,${answer}`];
	});
}
const surveyColumns = 'Response ID,Ticket ID,Source,Recipient,Sent,Responded,Score';
/** A test of the survey, a score outside the scale, and an answer about a contact that never comes. */
const odd = [
	'r90,39,Phone,test,2026-01-05 12:00:00,2026-01-06 12:00:00,1',
	'r91,38,Phone,customer,,2026-01-06 12:00:00,9',
	'r92,999,Phone,customer,2026-01-05 12:00:00,2026-01-06 12:00:00,1'
];

/** Imports of three files: contacts, surveys of which none was answered yet, and the same with answers. */
function imports() {
	const folder = temporaryFolder();
	const importOf = (name: string, lines: readonly string[], mapping: string): string[] => {
		writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
		return ['import', join(folder, name), '--mapping', mappingOf(mapping)];
	};
	return {
		contacts: importOf('tickets.csv', [ticketColumns, ...tickets], 'tickets-by-channel.yaml'),
		asked: importOf('asked.csv', [surveyColumns, ...responses(false)], 'survey-answers.yaml'),
		surveys: importOf('surveys.csv', [surveyColumns, ...responses(true), ...odd], 'survey-answers.yaml')
	};
}

const expected = [
	{
		bucket: 'chat',
		contacts: 20,
		surveys_invited: 18,
		surveys_answered: 12,
		response_rate: 12 / 18,
		score_n: 12,
		score: 9 / 12,
		score_mean: 4.25
	},
	{
		bucket: 'phone',
		contacts: 20,
		surveys_invited: 10,
		surveys_answered: 6,
		response_rate: 6 / 10,
		score_n: 6,
		score: 1,
		score_mean: 4
	}
];

type Shown = Record<string, unknown>;

function shown(run: CommandRun | undefined): Shown[] {
	return printedJson(run) as Shown[]; // as the report writes it
}

async function runAll(commands: readonly (readonly string[])[]): Promise<CommandRun[]> {
	const runs = await runCommands(join(temporaryFolder(), 'log'), site, commands);
	expect(runs.map(({ code }) => code)).toEqual(commands.map(() => 0));
	return runs;
}

test('surveys of one file belong to the contacts of another, whichever is imported first, and count once', async () => {
	const { contacts, asked, surveys } = imports();
	const [contactsFirst, surveysFirst, inPieces] = await Promise.all([
		runAll([contacts, surveys, report, surveys, contacts, report]),
		runAll([surveys, contacts, report]),
		runAll([asked, contacts, surveys, report])
	]);
	const rows = shown(contactsFirst[2]);
	expect(rows).toHaveLength(expected.length);
	expect(rows).toMatchObject(expected);

	expect(contactsFirst[1]?.stdout).toMatch(/^48 events stored/m);
	for (const again of contactsFirst.slice(3, 5)) expect(again?.stdout).toMatch(/^0 events stored/m);
	expect(shown(contactsFirst[5])).toEqual(rows);
	expect(shown(surveysFirst[2])).toEqual(rows);
	expect(inPieces[0]?.stdout).toMatch(/^28 events stored/m);
	expect(inPieces[2]?.stdout).toMatch(/^20 events stored/m);
	expect(shown(inPieces[3])).toEqual(rows);
});

test('a dry run tells how many were invited and answered, that contacts are elsewhere, and what would be set aside', async () => {
	const { surveys } = imports();
	const [trial] = await runAll([[...surveys, '--dry-run']]);
	expect(trial?.stdout).toContain(`
First surveys
  2026-01-05T12:00:00+01:00  survey.invited     {"contact":"tickets/0","kind":"csat"}
  2026-01-06T12:00:00+01:00  survey.answered    {"contact":"tickets/0","kind":"csat","score":5,"scale":{"min":1,"max":5}}
  2026-01-05T12:00:00+01:00  survey.invited     {"contact":"tickets/1","kind":"csat","channel":"chat"}
`);
	expect(trial?.stdout).toContain(`
Surveys
  29 invited, 19 answered; their contacts are not in this file and come with one of their own

Invited and answered
  from 2026-01-05T12:00:00+01:00 to 2026-01-06T12:00:00+01:00

Left out as the mapping says
  1 × test of the survey

Would be set aside
  1 ×
    line 31, Score: 9 lies outside the scale from 1 to 5
`);
	expect(trial?.stdout).toMatch(/31 read, 1 set aside, 0 counted without a part, 0 repeated$/m);
	expect(trial?.stdout).not.toMatch(/Outcomes|contacts, |Entered a queue/);
});
