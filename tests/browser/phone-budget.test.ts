import { expect, test } from 'vitest';
import { firstLoadOf, isBuilt, kB, laterLoadOf, readBuilt } from './support/first-load.ts';

if (!isBuilt) console.warn('SKIPPED: there is no build, so the bytes of phone, board and years were not counted');

// Bytes a page may load before it is drawn.
test.skipIf(!isBuilt).each([
	['/now', '/(phone)/now', 70_000, 15_000],
	['the board', '/board/[screen]', 120_000, 25_000],
	['/trends', '/trends', 80_000, 15_000],
	['/trends/print', '/trends/print', 80_000, 15_000]
])('the first load of %s fits its budget, and ECharts is no part of it', (name, route, mostScript, mostStyle) => {
	const { scripts, styles, scriptBytes, styleBytes } = firstLoadOf(route);
	const files = `${kB(scriptBytes)} kB of script in ${scripts.length} files`;
	console.log(`${name} loads ${files} and ${kB(styleBytes)} kB of style, gzipped`);
	expect(scripts.length).toBeGreaterThan(3);
	expect(styles.length).toBeGreaterThan(0);
	expect(scriptBytes).toBeLessThanOrEqual(mostScript);
	expect(styleBytes).toBeLessThanOrEqual(mostStyle);
	for (const file of scripts) expect(readBuilt(file), file).not.toMatch(/echarts|zrender/i);
});

test.skipIf(!isBuilt)('what a chart of the years loads when it is wanted fits its budget', () => {
	const first = firstLoadOf('/trends').scripts;
	const { scripts, scriptBytes } = laterLoadOf('src/lib/ui/charts/trends/trend-parts.ts', first);
	console.log(`a chart of the years loads ${kB(scriptBytes)} kB of script in ${scripts.length} files, gzipped`);
	expect(scripts.some((file) => /zrender|echarts/i.test(readBuilt(file)))).toBe(true);
	expect(scriptBytes).toBeLessThanOrEqual(230_000);
});
