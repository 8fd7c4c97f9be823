import { describe, expect, test, vi } from 'vitest';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { defaultSiteSettings } from '#lib/domain/settings/site-settings.ts';
import { isTooManyQuestions } from '../live/historical-folds.ts';
import { InvalidQuery } from '../live/live-query.ts';
import { parseReportQuery } from './report-query.ts';
import { reportResponse } from './report-response.ts';

describe('the answer to a report that cannot be made', () => {
	test('names the parameter also when the running application has a copy of the code of its own', async () => {
		vi.resetModules();
		const copy = await import('../live/live-query.ts');
		expect(copy.InvalidQuery).not.toBe(InvalidQuery);
		const reports = { answer: () => Promise.reject(new copy.InvalidQuery('queue', 'there is no such queue')) };
		const response = await reportResponse(reports, new URLSearchParams(), 'nl');
		expect(response.status).toBe(400);
		expect(await response.json()).toEqual({ error: 'queue: there is no such queue', field: 'queue' });
	});

	test('leaves other errors to the server, whatever they are called', async () => {
		const failure = new Error('the disk is gone');
		await expect(reportResponse({ answer: () => Promise.reject(failure) }, new URLSearchParams(), 'nl')).rejects.toBe(
			failure
		);
	});

	test('a question that has to wait is known by its name as well', async () => {
		vi.resetModules();
		const copy = await import('../live/historical-folds.ts');
		expect(isTooManyQuestions(new copy.TooManyQuestions('ask again'))).toBe(true);
		expect(isTooManyQuestions(new Error('TooManyQuestions'))).toBe(false);
	});

	test('refuses a parameter that is given twice', () => {
		const calendar = new SiteCalendar(defaultSiteSettings.zone);
		expect(() => parseReportQuery(new URLSearchParams('by=day&by=week'), defaultSiteSettings, calendar)).toThrow(
			'by: is given more than once'
		);
	});
});
