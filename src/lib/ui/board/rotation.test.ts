import { expect, test } from 'vitest';
import { askedBoard, askedSeconds, onKey, passSecond, startOfRotation, togglePause, turn } from './rotation.ts';
import type { Rotation } from './rotation.ts';

function after(seconds: number, from: Rotation = startOfRotation): Rotation {
	let rotation = from;
	for (let second = 0; second < seconds; second += 1) rotation = passSecond(rotation, 20);
	return rotation;
}

test('each board stays for its seconds, and Now is never further away than one of them', () => {
	expect(after(19)).toEqual({ shown: 'now', seconds: 19, isPaused: false });
	expect(after(20)).toEqual({ shown: 'today', seconds: 0, isPaused: false });
	expect(after(40)).toEqual(startOfRotation);
});

test('a pause stops the clock of the board, and it goes on where it was', () => {
	const paused = togglePause(after(7));
	expect(after(100, paused)).toEqual(paused);
	expect(after(13, togglePause(paused)).shown).toBe('today');
});

test('turning by hand starts the board’s time anew, both ways round, and a pause stays one', () => {
	expect(turn(after(7), 1)).toEqual({ shown: 'today', seconds: 0, isPaused: false });
	expect(turn(after(7), -1).shown).toBe('today');
	expect(turn(turn(startOfRotation, -1), 1)).toEqual(startOfRotation);
	expect(turn(togglePause(startOfRotation), 1)).toEqual({ shown: 'today', seconds: 0, isPaused: true });
});

test('a pinned board comes into view and stays, paused or not, until nothing pins it', () => {
	const pinned = passSecond(togglePause(turn(startOfRotation, 1)), 20, 'now');
	expect(pinned).toMatchObject({ shown: 'now', seconds: 0 });
	let rotation: Rotation = after(19);
	for (let second = 0; second < 50; second += 1) rotation = passSecond(rotation, 20, 'now');
	expect(rotation).toEqual(startOfRotation);
	expect(after(20, rotation).shown).toBe('today');
});

test('only arrows and the space bar do anything', () => {
	expect(onKey(startOfRotation, 'ArrowRight')?.shown).toBe('today');
	expect(onKey(startOfRotation, 'ArrowLeft')?.shown).toBe('today');
	expect(onKey(startOfRotation, ' ')?.isPaused).toBe(true);
	expect(onKey(startOfRotation, 'a')).toBeNull();
});

test('an address asks for a board that there is, and for seconds within reason', () => {
	expect(askedBoard('today')).toBe('today');
	expect(askedBoard('week')).toBeNull();
	expect(askedBoard(null)).toBeNull();
	expect(askedSeconds(null)).toBe(20);
	expect(askedSeconds('30')).toBe(30);
	expect(askedSeconds('1')).toBe(15);
	expect(askedSeconds('900')).toBe(60);
	expect(askedSeconds('2e1')).toBe(20);
});
