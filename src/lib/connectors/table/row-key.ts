import type { MappedColumns } from './mapped-columns.ts';
import { Fault, textAt, type Row } from './reading.ts';

const special = /[~/\r\n]/;

/**
 * Reads what names a row's contact: one column, or several with a slash between. Slashes and line ends inside are written
 * otherwise, so that no two keys run together.
 */
export function keyReader(
	path: string,
	names: readonly string[],
	columns: MappedColumns
): (row: Row) => string | Fault {
	const places = names.map((name, index) => columns.placeOf(`${path}.${index}`, name));
	return (row) => {
		let key = '';
		let isEmpty = true;
		for (let index = 0; index < places.length; index++) {
			const text = textAt(row, places[index] ?? -1);
			if (text !== '') isEmpty = false;
			key += (index === 0 ? '' : '/') + (special.test(text) ? escaped(text) : text);
		}
		return isEmpty ? new Fault(names.join(' + '), `is empty, and ${path} needs it`) : key;
	};
}

function escaped(text: string): string {
	return text
		.replaceAll('~', '~0')
		.replaceAll('/', '~1')
		.replace(/\r\n?|\n/g, '~2');
}
