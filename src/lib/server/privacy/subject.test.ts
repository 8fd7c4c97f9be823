import { expect, test } from 'vitest';
import { Pseudonyms } from '../intake/pseudonyms.ts';
import { NoSubject, readSubject } from './subject.ts';

const pseudonyms = new Pseudonyms(Buffer.alloc(32, 1));

test('reads who is meant by the id that the source knows', () => {
	const pseudonym = pseudonyms.of('customer', 'a:b');
	expect(readSubject('customer:a:b', pseudonyms)).toEqual({ kind: 'customer', identifier: 'a:b', pseudonym });
	expect(readSubject(`pseudonym:${pseudonym}`, pseudonyms)).toEqual({ kind: 'pseudonym', pseudonym });
	expect(readSubject('person:Ann@Example.org', pseudonyms)).toEqual({ kind: 'person', idOrAddress: 'ann@example.org' });
	expect(readSubject('person:p_Xy', pseudonyms)).toEqual({ kind: 'person', idOrAddress: 'p_Xy' });
});

test.each(['', 'customer', 'customer:', ':x', 'client:1', 'pseudonym:short', `contact:${'x'.repeat(201)}`])(
	'refuses %j',
	(text) => expect(() => readSubject(text, pseudonyms)).toThrow(NoSubject)
);
