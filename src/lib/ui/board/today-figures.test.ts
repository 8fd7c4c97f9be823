import { expect, test } from 'vitest';
import type { Cells } from '#lib/protocol/live-cells.ts';
import { wordingOf } from '../i18n/wording.ts';
import { ageText } from './age-text.ts';
import { growthText } from './growth-text.ts';
import { lastWhile } from './last-while.ts';
import { forgetFigures } from './now-figures.ts';
import { intervalText, scoreText } from './score-text.ts';
import { todayFigures } from './today-figures.ts';
import { todayTextOf } from '../i18n/today-text.ts';
import { describeWait, scorePicture, waitPicture, weekPicture } from './today-pictures.ts';

const nl = wordingOf('nl');
const now = Date.UTC(2026, 10, 10, 10, 42);
const noon = 702;
const quarters = Array.from({ length: 96 }, (_, quarter) => (quarter >= 32 && quarter <= 46 ? 30 + quarter : null));
const day: Cells = {
	'today.asa_s': 60.4,
	'today.last_week.asa_s': 31.6,
	'today.quarters.asa_s': quarters,
	'today.last_week.quarters.asa_s': quarters.map((_, quarter) => (quarter >= 28 && quarter < 86 ? 20 : null)),
	'today.open': 480,
	'today.close': 1260,
	'fast.asa_s': 108.4,
	'fast.norm.asa_s': 60
};
const score: Cells = {
	'score.kind': 'grade',
	'score.value': 7.42,
	'score.low': 7.21,
	'score.high': 7.63,
	'score.n': 212
};

function pictureOf(cells: Cells, minute: number | null = noon) {
	return waitPicture(todayFigures(cells, now).wait, minute, 'live', nl);
}

test('waits are measured as they read', () => {
	const { wait } = todayFigures(day, now);
	expect(wait.average).toEqual({ value: 60, norm: 60, status: 'within' });
	expect(wait.current).toEqual({ value: 108, norm: 60, status: 'attention' });
	expect(wait.lastWeek).toBe(32);
});

test('nothing known is null everywhere, and no status', () => {
	const { wait, chats, score: rolling, slow } = todayFigures({}, null);
	expect(wait.average).toEqual({ value: null, norm: null, status: 'unknown' });
	expect(chats).toMatchObject({ chats: null, growth: null, differs: null, days: [] });
	expect(rolling).toMatchObject({ kind: null, value: null, n: null, publication: null });
	expect(slow).toEqual({
		backlog: null,
		oldestSeconds: null,
		targetSeconds: null,
		overTarget: null,
		status: 'unknown'
	});
});

test('fewer than five answers hide a score even where it was sent; from thirty on it counts as any other', () => {
	const of = (n: number) => todayFigures({ ...score, 'score.n': n }, now).score;
	expect(of(4)).toMatchObject({ value: null, low: null, high: null, publication: 'hidden' });
	expect(of(5)).toMatchObject({ value: 7.42, publication: 'few' });
	expect(of(30)).toMatchObject({ value: 7.42, publication: 'normal' });
});

test('mail is off norm once one waits past its target, and its oldest has an age only while the time is known', () => {
	const cells = { 'slow.backlog': 3, 'slow.oldest_since': now - 7_200_000, 'slow.over_target': 1 };
	expect(todayFigures(cells, now).slow).toMatchObject({ oldestSeconds: 7200, status: 'attention' });
	expect(todayFigures({ ...cells, 'slow.over_target': 0 }, null).slow).toMatchObject({
		oldestSeconds: null,
		status: 'within'
	});
});

test('the day runs from opening to closing, wider where today went beyond it', () => {
	expect(pictureOf(day)).toMatchObject({ from: 480, to: 1260 });
	const early = quarters.map((value, quarter) => (quarter === 29 ? 12 : value));
	expect(pictureOf({ ...day, 'today.quarters.asa_s': early })).toMatchObject({ from: 420, to: 1260 });
	expect(pictureOf({ ...day, 'today.open': null, 'today.close': null })).toMatchObject({ from: 420, to: 1320 });
	expect(pictureOf({}, null)).toMatchObject({ from: 480, to: 1080, today: [], end: null });
});

test('quarters that are over are drawn, and the last half hour ends the line', () => {
	const picture = pictureOf(day);
	expect(picture.today.at(0)).toEqual([487.5, 62]);
	expect(picture.today.slice(-2)).toEqual([
		[682.5, 75],
		[702, 108]
	]);
	expect(picture.end).toEqual({ minute: 702, seconds: 108, text: 'nu 1:48', isOffNorm: true });
	// Nobody answered lately: the quarter that runs is all there is.
	expect(
		pictureOf({ ...day, 'fast.asa_s': null })
			.today.filter(([, wait]) => wait !== null)
			.slice(-1)
	).toEqual([[697.5, 76]]);
});

test('figures that are not live are not called of now, and carry no status', () => {
	const picture = waitPicture(todayFigures(day, now).wait, noon, 'delayed', nl);
	expect(picture.end).toEqual({ minute: 702, seconds: 108, text: '1:48', isOffNorm: false });
	expect(describeWait(picture, nl)).toBe('per kwartier, vandaag: 1:02 tot 1:48, norm 1:00, 1:48');
});

test('a week always has seven days, known or not', () => {
	const picture = weekPicture(todayFigures({ 'week.days': [3, 0] }, now).chats, nl);
	expect(picture.thisWeek).toEqual([3, 0, null, null, null, null, null]);
	expect(picture.lastWeek).toEqual(new Array<null>(7).fill(null));
	expect(picture.days).toEqual(['ma', 'di', 'wo', 'do', 'vr', 'za', 'zo']);
});

test('growth is written with its sign; from nothing it is new, and unknown is nothing', () => {
	const of = (cells: Cells) => growthText(todayFigures(cells, now).chats, 'nl', todayTextOf('nl'));
	expect(of({ 'week.chats_growth': 0.1652 })).toBe('+17%');
	expect(of({ 'week.chats_growth': -0.084 })).toBe('\u22128,4%');
	expect(of({ 'week.chats_growth': 0 })).toBe('0%');
	expect(of({ 'week.chats': 4, 'week.chats_same_point': 0, 'week.chats_growth': null })).toBe('nieuw');
	expect(of({ 'week.chats': 4, 'week.chats_same_point': null, 'week.chats_growth': null })).toBeNull();
});

test('a score and its interval are written as its kind is', () => {
	const rolling = todayFigures(score, now).score;
	expect(scoreText(7.42, 'grade', 'nl')).toBe('7,4');
	expect(scoreText(0.8712, 'csat', 'nl')).toBe('87%');
	expect(scoreText(-12.4, 'nps', 'en')).toBe('\u221212');
	expect(scoreText(null, 'grade', 'nl')).toBe('–');
	expect(intervalText(rolling, nl)).toBe('±0,2');
	expect(intervalText({ ...rolling, low: 7.4, high: 7.44 }, nl)).toBe('±0,02');
	expect(intervalText({ ...rolling, kind: 'csat', value: 0.87, low: 0.85, high: 0.89 }, nl)).toBe('85 tot 89%');
	expect(intervalText({ ...rolling, low: null }, nl)).toBeNull();
});

test('a score without a line still has its axis', () => {
	const picture = scorePicture(todayFigures({ 'score.kind': 'grade' }, now).score, nl);
	expect(picture).toMatchObject({ line: [null, null], firstText: '8 weken geleden', scale: { min: 1, max: 10 } });
	expect(picture.scores.map((tick) => tick.text)).toEqual(['1', '10']);
	// What was not asked has no scale: dashes beside an axis would read as figures.
	expect(scorePicture(todayFigures({}, now).score, nl).scores).toEqual([]);
});

test('ages are written in what they are counted in', () => {
	const of = (seconds: number | null) => ageText(seconds, nl);
	expect([of(null), of(0), of(3599), of(3600), of(86_400), of(172_800)]).toEqual([
		'–',
		'0 min',
		'59 min',
		'1 u',
		'24 u',
		'48 u'
	]);
	expect([of(176_400), of(3 * 86_400)]).toEqual(['2 d 1 u', '3 d']);
});

test('what is forgotten leaves hours, promises and what is asked', () => {
	const kept = forgetFigures({ ...day, ...score, 'slow.target_s': 86_400, 'slow.backlog': 3, 'week.chats': 8 });
	expect(Object.keys(kept).sort()).toEqual(
		['fast.norm.asa_s', 'score.kind', 'slow.target_s', 'today.close', 'today.open'].sort()
	);
});

test('what is out of sight is read once and then only while it is in sight', () => {
	let isShown = false;
	let reads = 0;
	const value = lastWhile(
		() => isShown,
		() => (reads += 1)
	);
	expect([value(), value()]).toEqual([1, 1]);
	isShown = true;
	expect([value(), value()]).toEqual([2, 3]);
	isShown = false;
	expect(value()).toBe(3);
});
