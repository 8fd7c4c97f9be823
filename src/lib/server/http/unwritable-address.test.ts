import { expect, test } from 'vitest';
import { unwritablePart } from './unwritable-address.ts';

test('names the part of an address that holds a zero byte', () => {
	const query = (text: string): URLSearchParams => new URLSearchParams(text);
	expect(unwritablePart({ id: 'k_1', rest: undefined }, query('queue=Sales%20%E2%98%83&queue='))).toBeNull();
	expect(unwritablePart({ id: 'a\0' }, query(''))).toBe('id');
	expect(unwritablePart({ id: 'a' }, query('from=1&queue=%00'))).toBe('queue');
	expect(unwritablePart({}, query('%00=1'))).toBe('query');
});
