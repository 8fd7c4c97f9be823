import { BarChart, LineChart } from 'echarts/charts';
import type { BarSeriesOption, LineSeriesOption } from 'echarts/charts';
import { AriaComponent, GridComponent, MarkLineComponent, MarkPointComponent } from 'echarts/components';
import type {
	AriaComponentOption,
	GridComponentOption,
	MarkLineComponentOption,
	MarkPointComponentOption
} from 'echarts/components';
import { init, use } from 'echarts/core';
import type { ComposeOption, ECharts } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

// Only what the boards draw with. This file is loaded when a board asks for a chart, never before its first paint.
use([LineChart, BarChart, GridComponent, MarkLineComponent, MarkPointComponent, AriaComponent, CanvasRenderer]);

/** What a chart may be made of. */
export type ChartOption = ComposeOption<
	| AriaComponentOption
	| BarSeriesOption
	| GridComponentOption
	| LineSeriesOption
	| MarkLineComponentOption
	| MarkPointComponentOption
>;

/** A chart in its place on the page. */
export type Chart = ECharts;

/** Makes the one chart that a place has for as long as it is on the page. */
export function createChart(place: HTMLElement): Chart {
	return init(place, null, { renderer: 'canvas' });
}
