import type { BarSeriesOption, LineSeriesOption } from 'echarts/charts';
import type {
	AriaComponentOption,
	GridComponentOption,
	MarkLineComponentOption,
	MarkPointComponentOption
} from 'echarts/components';
import type { ComposeOption } from 'echarts/core';

/** What a chart of the years may be made of. */
export type TrendOption = ComposeOption<
	| AriaComponentOption
	| BarSeriesOption
	| GridComponentOption
	| LineSeriesOption
	| MarkLineComponentOption
	| MarkPointComponentOption
>;
