import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { placeForLog, startServe } from '../support/bereik-process.ts';
import { killAllChildren } from '../support/child-processes.ts';

// A process is started, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000 });
afterEach(killAllChildren);

test('a served report that cannot be answered is a 400 that names the parameter', async () => {
	const log = placeForLog();
	onTestFinished(() => {
		killAllChildren();
		log.remove();
	});
	const { url } = await startServe(log);
	const refusal = async (parameters: string): Promise<unknown> => {
		const response = await fetch(`${url}/api/report?${parameters}`);
		return [response.status, await response.json()];
	};
	expect(await refusal('by=nope')).toEqual([400, { field: 'by', error: expect.stringContaining('must be one of') }]);
	expect(await refusal("queue=' OR 1=1--")).toEqual([
		400,
		{ field: 'queue', error: expect.stringContaining('no queue') }
	]);
	expect(await refusal('from=2026-02-30')).toEqual([
		400,
		{ field: 'from', error: expect.stringContaining('2026-02-30') }
	]);
	expect(await refusal('by=day&by=week')).toEqual([400, { field: 'by', error: 'by: is given more than once' }]);
	expect((await fetch(`${url}/api/report?by=total`)).status).toBe(200);
});
