import { expect, test } from 'vitest';
import { textTable } from './text-table.ts';

test('a cell takes one line and commands no terminal, whatever is in it', () => {
	const table = textTable(
		[
			['name', 'n'],
			['two\nlines', '1'],
			['\u001b[31mred', '22']
		],
		'left'
	);
	expect(table.split('\n')).toEqual(['name       n', 'two·lines  1', '·[31mred   22']);
});
