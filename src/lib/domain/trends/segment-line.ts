import type { SegmentModel } from '../statistics/segment-costs.ts';

/** A value of a series at a whole step of time: a year, or a week counted on without end. */
export type TrendPoint = Readonly<{ step: number; value: number }>;

/** A stretch of a series by index, and the line through its values: least squares, or their mean. */
export type Segment = Readonly<{
	from: number;
	to: number;
	meanStep: number;
	meanValue: number;
	spread: number;
	slope: number;
}>;

/** The line through the values from index `from` up to and without `to`. */
export function segmentOf(points: readonly TrendPoint[], model: SegmentModel, from: number, to: number): Segment {
	let [meanStep, meanValue, spread, product] = [0, 0, 0, 0];
	const each = (take: (step: number, value: number) => void): void => {
		for (let index = from; index < to; index++) {
			const point = points[index];
			if (point !== undefined) take(point.step, point.value);
		}
	};
	each((step, value) => {
		meanStep += step / (to - from);
		meanValue += value / (to - from);
	});
	each((step, value) => {
		spread += (step - meanStep) ** 2;
		product += (step - meanStep) * (value - meanValue);
	});
	return { from, to, meanStep, meanValue, spread, slope: model === 'mean' ? 0 : product / spread };
}

/** Where a line is at a step. */
export function lineAt({ meanStep, meanValue, slope }: Segment, step: number): number {
	return meanValue + slope * (step - meanStep);
}
