import { expect, test } from 'vitest';
import { firstLoadOf, isBuilt, kB, readBuilt } from './support/first-load.ts';

if (!isBuilt) console.warn('SKIPPED: there is no build, so the bytes of phone and board were not counted');

// Bytes a page may load before it is drawn.
test.skipIf(!isBuilt).each([
	['/now', '/(phone)/now', 70_000, 15_000],
	['the board', '/board/[screen]', 120_000, 25_000]
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
