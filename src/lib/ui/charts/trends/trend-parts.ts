import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, MarkLineComponent, MarkPointComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import type { ECharts } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { drawTrend } from './draw-trend.ts';
import type { TrendPicture } from './pictures.ts';
import { type TrendLook, trendLookOf } from './trend-look.ts';

// Loaded when the first chart of the years is wanted, never before the page has been drawn.
use([LineChart, BarChart, GridComponent, MarkLineComponent, MarkPointComponent, AriaComponent, SVGRenderer]);

/** A chart of the years in its place; it is made once. */
export class TrendChartInPlace {
	readonly #chart: ECharts;
	readonly #place: HTMLElement;

	constructor(place: HTMLElement) {
		this.#place = place;
		this.#chart = init(place, null, { renderer: 'svg' });
	}

	/**
	 * Draws a picture, in the colours and the size that the place has now.
	 * @param description the picture in words
	 */
	draw(picture: TrendPicture, description: string, hasPatterns: boolean): void {
		const look = trendLookOf(this.#place, hasPatterns);
		this.#chart.resize({ width: look.width, height: look.height });
		const option = optionOf(picture, look, description);
		this.#chart.setOption(option, { notMerge: true });
		// Every chart has its table and its words beside it: the drawing itself is one picture.
		this.#place.setAttribute('aria-label', description);
	}

	/** Px from the left (or from the top, for rows) of a place on the axis of the first, or another, grid. */
	pixelOf(at: number, axis: 'x' | 'y', grid: number): number {
		const found: unknown =
			axis === 'x'
				? this.#chart.convertToPixel({ xAxisIndex: grid }, at)
				: this.#chart.convertToPixel({ yAxisIndex: grid }, at);
		return typeof found === 'number' ? found : Number.NaN;
	}

	dispose(): void {
		this.#chart.dispose();
	}
}

function optionOf(picture: TrendPicture, look: TrendLook, description: string) {
	return {
		...drawTrend(picture, look),
		animation: false,
		textStyle: { fontFamily: look.fontFamily },
		aria: { enabled: true, label: { description } }
	};
}
