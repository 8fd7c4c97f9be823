import { expect, test } from 'vitest';
import { QR_QUIET, qrPath } from './qr-path.ts';

/** The modules that a path draws. */
function drawn({ size, path }: ReturnType<typeof qrPath>): boolean[][] {
	const rows = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
	for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
		for (let at = 0; at < Number(length); at++) (rows[Number(y)] ?? [])[Number(x) + at] = true;
	return rows;
}

test('a code has its three finders, and nothing in the quiet around it', () => {
	const code = qrPath('https://dashboard.example.org/displays#pair=WKTRBHDM');
	const rows = drawn(code);
	const last = code.size - QR_QUIET;
	for (let at = 0; at < code.size; at++)
		for (const quiet of [0, QR_QUIET - 1, last, code.size - 1])
			expect([rows[quiet]?.[at], rows[at]?.[quiet]]).toEqual([false, false]);
	for (const [x, y] of [
		[QR_QUIET, QR_QUIET],
		[last - 7, QR_QUIET],
		[QR_QUIET, last - 7]
	] as const) {
		const corner = Array.from({ length: 7 }, (_, row) =>
			rows[y + row]
				?.slice(x, x + 7)
				.map((dark) => (dark ? '#' : '.'))
				.join('')
		);
		expect(corner).toEqual(['#######', '#.....#', '#.###.#', '#.###.#', '#.###.#', '#.....#', '#######']);
	}
});

test('another text is another code', () => {
	expect(qrPath('a').path).not.toBe(qrPath('b').path);
});
