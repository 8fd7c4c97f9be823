import { describe, expect, test } from 'vitest';
import type { NewEvent } from '#lib/domain/contact/contact-event.ts';
import { LogWriter, morning } from '../../../../tests/support/log-events.ts';
import { openApplication } from '../../../../tests/support/open-application.ts';
import { reportResponse } from './report-response.ts';

const hour = 3_600_000;

function events(write: (log: LogWriter) => void): NewEvent[] {
	const log = new LogWriter();
	write(log);
	return log.events.map(({ seq: _, receivedAt: __, ...event }) => event as NewEvent); // without its place it is new
}

async function opened(write: (log: LogWriter) => void) {
	const { app, take } = await openApplication(morning);
	await take(morning + 2 * hour, ...events(write));
	return {
		app,
		ask: async (parameters: Record<string, string>) => {
			const response = await reportResponse(app.reports, new URLSearchParams(parameters), 'nl');
			return {
				status: response.status,
				text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(await response.arrayBuffer())
			};
		}
	};
}

const someContacts = (log: LogWriter): void => {
	log.queued(0, 'c1').answered(10, 'c1').ended(100, 'c1');
	log.queued(5, 'c2').abandoned(8, 'c2');
	log.queued(20, 'c3', '=web', { channel: 'chat' }).answered(100, 'c3', 'a2');
	log.add(25, 'contact.classified', { contact: 'c3', topic: 'Verhuizing' });
	log.queued(3700, 'c4');
};

describe('the report', () => {
	test('says what the live figures of the same cohort say', async () => {
		const { app, ask } = await opened(someContacts);
		for (const queue of ['all', 'fast', 'q1', '=web']) {
			const interval = ['2026-03-04T09:00', '2026-03-04T10:00'];
			const { text } = await ask({ by: 'total', queue, from: interval[0] ?? '', to: interval[1] ?? '' });
			const { rows } = JSON.parse(text) as { rows: readonly object[] }; // as the API answers
			const selection = queue === 'all' || queue === 'fast' ? queue : { queue };
			const window = { kind: 'cohort', from: morning, to: morning + hour } as const;
			const live = await app.figures.answer({ queue, selection, window, windowText: '', at: null, asOf: null });
			expect(rows[0]).toMatchObject(live.values);
		}
	});

	test('answers with what it was asked, how far it knows and its rows', async () => {
		const { ask } = await opened(someContacts);
		const { status, text } = await ask({ by: 'hour' });
		expect(status).toBe(200);
		expect(JSON.parse(text)).toMatchObject({
			asOf: new Date(morning + 2 * hour).toISOString(),
			query: { by: 'hour', queue: 'all', variant: 'V5', survey: 'csat' },
			rows: [
				{ bucket: '09', contacts: 3, offered: 3, answered: 2, handled: 1, aht_s: 90 },
				{ bucket: '10', contacts: 1, pending: 1, abandoned: 0, sl_breached: 1, final: false }
			]
		});
	});

	test.each([
		[{ by: 'decade' }, 'by'],
		[{ target: '-1' }, 'target'],
		[{ short: '' }, 'short'],
		[{ variant: 'V7' }, 'variant'],
		[{ queue: 'q9' }, 'queue'],
		[{ topic: 'football' }, 'topic'],
		[{ compare: 'previous', by: 'total' }, 'from'],
		[{ from: '2026-03-05', to: '2026-03-04' }, 'to'],
		[{ output: 'table' }, 'output'],
		[{ color: 'red' }, 'color']
	])('refuses %j and names the parameter', async (parameters, field) => {
		const { ask } = await opened(someContacts);
		const { status, text } = await ask(parameters); // some of them lack what others have
		expect({ status, field: (JSON.parse(text) as { field: string }).field }).toEqual({ status: 400, field });
	});

	test('names the queues there are where one is misspelt', async () => {
		const { ask } = await opened(someContacts);
		expect((await ask({ queue: 'Q1' })).text).toContain('there are: =web, q1');
	});

	test('is a CSV that a Dutch or an English spreadsheet reads, without formulas', async () => {
		const { ask } = await opened(someContacts);
		const dutch = await ask({ by: 'queue', output: 'csv' });
		const [head, first] = dutch.text.split('\r\n');
		expect(head?.startsWith('\uFEFFbucket;offered;')).toBe(true);
		expect(first?.startsWith("'=web;1;1;")).toBe(true);
		const english = await ask({ by: 'queue', output: 'csv', language: 'en', variant: 'V2' });
		expect(english.text).toContain('\r\nq1,3,1,1,1,0,');
	});

	test('leaves a topic that nobody told to the end, without a name', async () => {
		const { ask } = await opened(someContacts);
		const { rows } = JSON.parse((await ask({ by: 'topic' })).text) as { rows: { bucket: string | null }[] }; // as answered
		expect(rows.map(({ bucket }) => bucket)).toEqual(['Verhuizing', null]);
	});

	test('applies the asked target and short abandon instead of those of the settings', async () => {
		const { ask } = await opened(someContacts);
		const row = async (parameters: Record<string, string>) =>
			(JSON.parse((await ask({ by: 'total', queue: 'q1', ...parameters })).text) as { rows: Record<string, unknown>[] })
				.rows[0];
		expect(await row({})).toMatchObject({ short_abandoned: 1, sl_met: 1 });
		expect(await row({ short: '0', target: '9' })).toMatchObject({ short_abandoned: 0, sl_met: 0 });
		expect(await row({ variant: 'V1' })).toMatchObject({ service_level: 1, service_level_variant: 'V1' });
	});

	test('sets an unfinished period beside the same part of the one before', async () => {
		const { ask } = await opened((log) => {
			log
				.queued(-86_400 + 60, 'y1')
				.queued(-86_400 + 61, 'y2')
				.queued(-86_400 + 5 * 3600, 'y3');
			log.queued(60, 't1').queued(61, 't2').queued(62, 't3');
		});
		const { rows } = JSON.parse((await ask({ by: 'day', compare: 'previous' })).text) as { rows: object[] }; // as answered
		expect(rows).toMatchObject([
			{ bucket: '2026-03-03', partial: false, previous_contacts: null },
			{ bucket: '2026-03-04', partial: true, previous_bucket: '2026-03-03', previous_contacts: 2, contacts_growth: 0.5 }
		]);
	});

	test('attributes surveys to the first entry and tells how many answered', async () => {
		const scale = { min: 1, max: 5 };
		const { ask } = await opened((log) => {
			for (let no = 0; no < 6; no++) {
				log.queued(no, `c${no}`).add(200 + no, 'survey.invited', { contact: `c${no}`, kind: 'csat' });
				if (no < 5)
					log.add(3700 + no, 'survey.answered', { contact: `c${no}`, kind: 'csat', score: no === 0 ? 1 : 5, scale });
			}
			log
				.queued(50, 'c9')
				.add(60, 'survey.answered', { contact: 'c9', kind: 'csat', score: 9, scale: { min: 1, max: 10 } });
		});
		const { rows } = JSON.parse((await ask({ by: 'hour' })).text) as { rows: object[] }; // as answered
		expect(rows).toMatchObject([
			{
				bucket: '09',
				surveys_invited: 6,
				surveys_answered: 6,
				surveys_running: 1,
				score_n: 5,
				score: 0.8,
				scores_invalid: 1
			}
		]);
		expect(rows[0]).toMatchObject({ response_rate: 5 / 6, coverage: 6 / 7, score_worst: 4 / 6, score_best: 5 / 6 });
	});
});
