import { expect, test, vi } from 'vitest';
import { LogWriter, morning } from '../../../tests/support/log-events.ts';
import { openApplication } from '../../../tests/support/open-application.ts';

test('what comes into the log reaches every view and the history without waiting for the next second', async () => {
	const { app, clock } = await openApplication();
	const touched = ['now', 'board', 'phone'].map((view) => {
		const broadcaster = app.streams.of(view);
		if (broadcaster === null) throw new Error(`there is no view ${view}`);
		return vi.spyOn(broadcaster, 'touch');
	});
	const history = vi.spyOn(app.history, 'touch');
	clock.stepTo(morning + 1_000);
	await app.log.append(new LogWriter().queued(1, 'c1').events);
	await app.projection.settled();
	for (const touch of touched) expect(touch).toHaveBeenCalled();
	expect(history).toHaveBeenCalled();
	expect(app.streams.of('phone')?.canShow()).toBe(true);
});
