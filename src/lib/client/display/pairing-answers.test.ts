import { expect, test } from 'vitest';
import { readOwnDisplay } from './own-display.ts';
import { readOffer, readPairingRequest, readPairingState } from './pairing-answers.ts';

const offer = { userCode: 'WKTR-BHDM', words: ['appel', 'molen'], expiresAt: 9, now: 1, pollSeconds: 5 };
const settings = {
	...{ team: 'Zuid', board: 'today', secondsPerBoard: 30, language: 'en' },
	...{ theme: 'light', diagonalInches: 43, readingMetres: 3 }
};
const own = { id: 'd1', name: 'Hal 1', settings, revision: 4, reloadRevision: 2 };

test('what the server says is read, and what a later one adds is let be', () => {
	expect(readOffer({ ...offer, more: 1 })).toEqual(offer);
	const asking = { code: 'WKTR-BHDM', words: ['appel', 'molen'], address: '', userAgent: null };
	expect(readPairingRequest({ ...asking, createdAt: 1, expiresAt: 9, now: 2 })).toMatchObject({
		address: null,
		now: 2
	});
	expect(readOwnDisplay({ ...own, more: 1 })).toEqual(own);
});

test('a setting this page does not know is shown as where nobody set one', () => {
	const strange = { ...settings, board: 'week', secondsPerBoard: 5, language: 'fr', theme: 'sepia' };
	expect(readOwnDisplay({ ...own, settings: strange }).settings).toMatchObject({
		...{ team: 'Zuid', board: 'both', secondsPerBoard: 20 },
		...{ language: 'nl', theme: 'dark' }
	});
});

test('a screen is led to a board and nowhere else', () => {
	expect(readPairingState({ state: 'paired', board: '/board/d1' })).toEqual({ state: 'paired', board: '/board/d1' });
	for (const board of ['https://evil.example', '//evil.example', '/board/../now', '/board/', '/now', undefined, 7])
		expect(() => readPairingState({ state: 'paired', board }), String(board)).toThrow('board');
	expect(readPairingState({ state: 'waiting', board: '/board/d1' })).toEqual({ state: 'waiting' });
});

test('anything else is no answer', () => {
	for (const json of [
		null,
		'html',
		[],
		{},
		{ ...offer, userCode: 'x' },
		{ ...offer, words: ['one'] },
		{ ...offer, now: '1' }
	])
		expect(() => readOffer(json), JSON.stringify(json)).toThrow(': must be');
	for (const json of [null, {}, { ...own, revision: null }, { ...own, settings: null }, { ...own, id: 7 }])
		expect(() => readOwnDisplay(json), JSON.stringify(json)).toThrow(': must be');
});
