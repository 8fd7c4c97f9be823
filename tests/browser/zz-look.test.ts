import { expect, test } from 'vitest';
import { FakeStream } from './support/fake-stream.ts';
import * as cells from './support/now-cells.ts';
import { findBrowser, launchBrowser, servePages } from './support/page-host.ts';

test('look', async () => {
	const stream = new FakeStream();
	const host = await servePages(stream);
	const browser = await launchBrowser(findBrowser() ?? '');
	const t0 = Date.now();
	const shots = (process.env.SHOTS ?? 'alarm').split(',');
	for (const shot of shots) {
		const [name = 'alarm', query = '', size = '1920x1080'] = shot.split(':');
		const [w, h] = size.split('x').map(Number);
		const make = { alarm: cells.alarmCells, calm: cells.calmCells, attention: cells.attentionCells, crowded: cells.crowdedCells, sparse: cells.sparseCells }[name] ?? cells.alarmCells;
		stream.reset(make(), name === 'replay' ? { replay: true, speed: 8 } : {});
		if (name === 'loading') stream.behaviour = 'mute';
		const page = await browser.newPage({ viewport: { width: w ?? 1920, height: h ?? 1080 } });
		page.on('console', (m) => { if (m.type() === 'error' || m.type()==='warning') console.log(m.text()); });
		page.on('pageerror', (e) => console.log(e));
		await page.clock.install();
		await page.goto(host.address + (process.env.PATHNAME ?? '/board/klantenservice') + '?' + query);
		if (name !== 'loading') await page.waitForSelector('[data-testid="waiting"], [data-link="live"]');
		else { await page.waitForSelector('.board'); await page.clock.runFor(4000); }
		await page.evaluate(() => document.fonts.ready.then(() => 0));
		if (name === 'delayed' || name === 'offline' || name === 'blank') {
			stream.behaviour = 'unavailable';
			stream.end();
			await page.clock.runFor({ delayed: 22_000, offline: 245_000, blank: 660_000 }[name] ?? 0);
		}
		await page.waitForTimeout(150);
		await page.screenshot({ path: `/tmp/ui-look/${process.env.PATHNAME === '/' ? 'start-' : ''}${name}-${query.replace(/\W/g, '_')}-${size}.png`, animations: 'disabled' });
		await page.close();
		console.log(shot, Date.now() - t0);
	}
	await browser.close();
	await host.close();
	expect(1).toBe(1);
}, 120_000);
