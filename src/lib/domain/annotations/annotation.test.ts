import { expect, test } from 'vitest';
import type { LogEvent } from '../contact/contact-event.ts';
import { type Annotation, annotationData, AnnotationList } from './annotation.ts';

type Told = Pick<LogEvent, 'type' | 'data' | 'time'>;

function added(id: string, firstDay: string, lastDay = firstDay, more: Partial<Annotation> = {}): Told {
	const text = { nl: `${id} nl`, en: `${id} en` };
	const annotation = { id, kind: 'incident' as const, firstDay, lastDay, text, by: 'p_1', ...more };
	return { type: 'bereik.annotation.added', time: Number(id.slice(1)), data: annotationData(annotation) };
}

function removed(annotation: string): Told {
	return { type: 'bereik.annotation.removed', time: 99, data: { annotation } };
}

function listOf(...events: readonly Told[]): AnnotationList {
	const list = new AnnotationList();
	for (const event of events) list.apply(event);
	return list;
}

test('annotations of a span are those that touch it, in order of their first day', () => {
	const list = listOf(
		added('a1', '2020-12-15', '2021-04-27'),
		added('a2', '2020-03-16', '2020-05-31'),
		added('a3', '2020-03-16')
	);
	const idsOf = (from: string | null, to: string | null): string[] => list.between(from, to).map(({ id }) => id);
	expect(idsOf(null, null)).toEqual(['a2', 'a3', 'a1']);
	expect(idsOf('2020-05-31', '2020-12-14')).toEqual(['a2']);
	expect(idsOf('2020-06-01', '2020-12-15')).toEqual(['a1']);
	expect(idsOf('2020-06-01', '2020-12-14')).toEqual([]);
	expect(idsOf('2021-04-27', null)).toEqual(['a1']);
});

test('what was written is read again, and nobody in particular is null', () => {
	const list = listOf(added('a1', '2020-03-16'), added('a2', '2020-03-17', undefined, { by: null }));
	expect(list.find('a1')).toEqual({
		...{ id: 'a1', kind: 'incident', firstDay: '2020-03-16', lastDay: '2020-03-16', by: 'p_1', at: 1 },
		text: { nl: 'a1 nl', en: 'a1 en' }
	});
	expect(list.find('a2')?.by).toBeNull();
});

test('one that was taken away is gone, and taking away what there is not changes nothing', () => {
	const list = listOf(added('a1', '2020-03-16'), removed('a2'), removed('a1'));
	expect(list.find('a1')).toBeNull();
	expect(list.size).toBe(0);
});

test('other events and broken ones change nothing', () => {
	const broken = { ...added('a2', '2020-03-16'), data: { annotation: 'a2', kind: 'party', firstDay: '2020-03-16' } };
	const list = listOf(added('a1', '2020-03-16'), broken, {
		...added('a3', '2020-03-16'),
		type: 'bereik.message.shown'
	});
	expect(list.between(null, null).map(({ id }) => id)).toEqual(['a1']);
});
