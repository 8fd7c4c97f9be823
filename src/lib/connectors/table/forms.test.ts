import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readClock } from './clock-form.ts';
import { DateDetection } from './date-detection.ts';
import { DateReader } from './date-form.ts';
import { readDuration } from './duration-form.ts';
import { clockFormats, dateFormats, durationFormats } from './mapping-parts.ts';
import { numberOf } from './reading.ts';

const noon = Date.UTC(2021, 0, 31, 12, 34, 56);
const two = (value: number): string => String(value).padStart(2, '0');

describe('a date with a time', () => {
	test.each([
		['iso', '2021-01-31 12:34:56', noon],
		['iso', '2021-01-31T12:34:56', noon],
		['iso', '2021/1/31 12:34:56.789', noon + 789],
		['iso', '2021-01-31 12:34', noon - 56_000],
		['d-m-y', '31-01-2021 12:34:56', noon],
		['d-m-y', '31/1/2021, 12:34:56 PM', noon],
		['d-m-y', '31.1.21 12:34:56', noon],
		['m-d-y', '1/31/2021 12:34:56', noon],
		['m-d-y', '2021-01-31 12:34:56', noon],
		['yymmdd', '210131 12:34:56', noon],
		['yymmdd', '990131 12:34:56', Date.UTC(1999, 0, 31, 12, 34, 56)],
		['yyyymmdd', '20210131 12:34:56', noon],
		['yyyymmddhhmmss', '20210131123456', noon],
		['serial', '44227.5', Date.UTC(2021, 0, 31, 12)],
		['serial', 44_227.524_259_259_26, noon],
		['iso', 44_227.524_259_259_26, noon]
	] as const)('of the form %s is read off %s', (format, cell, ms) => {
		expect(new DateReader(format, '.').timeOf(cell)).toEqual({ ms, isLocal: true });
	});

	test.each([
		['iso', '2021-01-31T12:34:56Z', noon],
		['iso', '2021-01-31T12:34:56.5+01:00', noon - 3_600_000 + 500],
		['d-m-y', '31-01-2021 12:34:56-0530', noon + 19_800_000],
		['epoch-s', '1612096496', noon],
		['epoch-s', '1612096496.25', noon + 250],
		['epoch-ms', 1_612_096_496_000, noon]
	] as const)('of the form %s with an instant of its own is read off %s', (format, cell, ms) => {
		expect(new DateReader(format, '.').timeOf(cell)).toEqual({ ms, isLocal: false });
	});

	test.each([
		['iso', '2021-02-29 10:00:00'],
		['iso', '2021-13-01 10:00:00'],
		['iso', '31-01-2021 10:00:00'],
		['iso', '2021-01-31'],
		['iso', '2021-01-31 25:00:00'],
		['iso', '2021-01-31 13:00:00 PM'],
		['d-m-y', '01/31/2021 10:00:00'],
		['m-d-y', '31/01/2021 10:00:00'],
		['yymmdd', '2101311 10:00'],
		['serial', 'yesterday'],
		['serial', '12'],
		['epoch-s', '1612096496000'],
		['epoch-ms', '-5'],
		['iso', 'Jan 31 2021 10:00']
	] as const)('of the form %s is not read off %s', (format, cell) => {
		expect(new DateReader(format, '.').timeOf(cell)).toBeNull();
	});

	test('is the same after writing and reading, in every form', () => {
		const times = fc.integer({ min: Date.UTC(1969, 0, 1) / 1000, max: Date.UTC(2068, 11, 31) / 1000 });
		fc.assert(
			fc.property(times, (seconds) => {
				const ms = seconds * 1000;
				const at = new Date(ms);
				const [y, m, d] = [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()];
				const clock = at.toISOString().slice(11, 19);
				const hours = at.getUTCHours();
				const half = `${hours % 12 === 0 ? 12 : hours % 12}${clock.slice(2)} ${hours < 12 ? 'AM' : 'pm'}`;
				const written = {
					iso: `${y}-${two(m)}-${two(d)} ${clock}`,
					'y-m-d': `${y}.${m}.${d} ${half}`,
					'd-m-y': `${d}/${m}/${y} ${half}`,
					'm-d-y': `${two(m)}-${two(d)}-${two(y % 100)} ${clock}`,
					yymmdd: `${two(y % 100)}${two(m)}${two(d)} ${clock}`,
					yyyymmdd: `${y}${two(m)}${two(d)} ${half}`,
					yyyymmddhhmmss: `${y}${two(m)}${two(d)}${clock.replaceAll(':', '')}`,
					serial: String(25_569 + ms / 86_400_000)
				} as const;
				for (const [format, text] of Object.entries(written)) {
					// The keys are the forms, which Object.entries forgets.
					const reader = new DateReader(format as keyof typeof written, '.');
					expect(reader.timeOf(text), `${format} ${text}`).toEqual({ ms, isLocal: true });
					expect(reader.dayOf(text), `${format} ${text}`).toBe(Math.floor(ms / 86_400_000) * 86_400_000);
				}
			})
		);
	});
});

describe('a time of day', () => {
	test.each([
		['9:05', 'auto', 32_700_000],
		['09:05:07', 'clock', 32_707_000],
		['12:00:00 AM', 'auto', 0],
		['12:30 p.m.', 'auto', 45_000_000],
		['8:00:00PM', 'auto', 72_000_000],
		['24:00:00', 'auto', 86_400_000],
		['90507', 'hhmmss', 32_707_000],
		['0.5', 'day-fraction', 43_200_000],
		[0.384_004_629_629_629_6, 'auto', 33_178_000],
		[44_227.25, 'auto', 21_600_000]
	] as const)('%s in the form %s is %d ms after midnight', (cell, format, ms) => {
		expect(readClock(cell, format, '.')).toBe(ms);
	});

	test.each(['', '9', '9:5', '25:00', '12:60', '0:00 AM', '13:00 PM', '0.5', '-1:00', 'noon'])('is not %j', (text) => {
		expect(readClock(text, 'auto', '.')).toBeNull();
	});
});

describe('a length of time', () => {
	test.each([
		['153', 's', 153_000],
		['1.5', 's', 1500],
		['-3', 's', -3000],
		['250', 'ms', 250],
		['2', 'min', 120_000],
		['0:02:23', 'h:mm:ss', 143_000],
		['100:00:00', 'h:mm:ss', 360_000_000],
		['-0:00:05', 'h:mm:ss', -5000],
		['02:23.5', 'mm:ss', 143_500],
		['90:00', 'mm:ss', 5_400_000],
		[0.001_655_092_592_592_592_6, 'h:mm:ss', 143_000],
		['0.5', 'day-fraction', 43_200_000]
	] as const)('%s in the form %s is %d ms', (cell, format, ms) => {
		expect(readDuration(cell, format, '.')).toBe(ms);
	});

	test.each([
		['2:23', 'h:mm:ss'],
		['0:02:23', 'mm:ss'],
		['0:75:00', 'h:mm:ss'],
		['1,5', 's'],
		['long', 's'],
		['', 's']
	] as const)('%j has not the form %s', (cell, format) => {
		expect(readDuration(cell, format, '.')).toBeNull();
	});

	test('has a decimal comma where the mapping says so, and a point then is no number', () => {
		expect(readDuration('1,5', 's', ',')).toBe(1500);
		expect(numberOf('1.5', ',')).toBeNull();
	});
});

test('no cell makes any form throw', () => {
	const cell = fc.oneof(
		fc.string(),
		fc.string({ unit: 'binary' }),
		fc.double(),
		fc.stringMatching(/^[\d:./ TZAPM+-]{0,25}$/)
	);
	fc.assert(
		fc.property(cell, (value) => {
			for (const format of dateFormats) {
				if (format === 'auto') continue;
				const time = new DateReader(format, ',').timeOf(value);
				if (time !== null) expect(Number.isFinite(time.ms)).toBe(true);
				new DateReader(format, '.').dayOf(value);
			}
			for (const format of clockFormats) {
				const ms = readClock(value, format, '.');
				if (ms !== null) expect(ms >= 0 && ms <= 86_400_000).toBe(true);
			}
			for (const format of durationFormats) readDuration(value, format, '.');
			new DateDetection().see(value, 1);
		}),
		{ numRuns: 2000 }
	);
});

describe('the form of a column of dates', () => {
	function found(...values: (string | number)[]): unknown {
		const dates = new DateDetection();
		for (const [index, value] of values.entries()) dates.see(value, index + 2);
		return dates.result();
	}

	test('is decided by a day above 12', () => {
		expect(found('01-02-2021', '13-02-2021')).toBe('d-m-y');
		expect(found('1/2/2021 9:00', '1/13/2021 9:00')).toBe('m-d-y');
	});

	test('is plain where the year comes first, and in the cells of a workbook', () => {
		expect(found('2021-01-02', '2021-01-03 10:00')).toBe('iso');
		expect(found(44_197, 44_198)).toBe('serial');
	});

	test('is not guessed where no value decides', () => {
		expect(found('01-01-2021', '03/04/2021')).toEqual({
			reason: expect.stringMatching(/'03\/04\/2021' \(line 3\), and no value decides it; write 'd-m-y' or 'm-d-y'/)
		});
	});

	test('is not chosen where values contradict each other', () => {
		expect(found('13-01-2021', '01-13-2021')).toEqual({
			reason: expect.stringMatching(/'13-01-2021' \(line 2\) can only have the day first and '01-13-2021' \(line 3\)/)
		});
	});

	test('has to be written down where it is of another kind', () => {
		expect(found('990131')).toEqual({ reason: expect.stringContaining("'990131' (line 2) cannot be told") });
	});
});
