import { encode } from 'uqr';

/** Modules of quiet around a code, without which it is not found. */
export const QR_QUIET = 4;

/**
 * The dark modules of a QR code as one path of unit squares, and the side of the whole with its quiet border. Error
 * correction M: a photograph of a television has glare and moiré.
 */
export function qrPath(text: string): Readonly<{ size: number; path: string }> {
	const { data, size } = encode(text, { ecc: 'M', border: QR_QUIET });
	const path = data.flatMap((row, y) => runsOf(row).map(([x, length]) => `M${x} ${y}h${length}v1h-${length}z`));
	return { size, path: path.join('') };
}

/** Stretches of dark modules in a row: where they begin and how long they are. */
function runsOf(row: readonly boolean[]): readonly (readonly [number, number])[] {
	const runs: (readonly [number, number])[] = [];
	for (let x = 0; x < row.length; x++) {
		if (row[x] !== true) continue;
		const from = x;
		while (row[x] === true) x++;
		runs.push([from, x - from]);
	}
	return runs;
}
