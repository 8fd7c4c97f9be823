import { bridge } from './bridge.ts';
import { channelMix } from './channel-mix.ts';
import { growthWeeks } from './growth-weeks.ts';
import type { TrendPicture } from './pictures.ts';
import { satisfactionTrend } from './satisfaction-trend.ts';
import { smallMultiples } from './small-multiples.ts';
import type { TrendLook } from './trend-look.ts';
import type { TrendOption } from './trend-option.ts';
import { yearWeeks } from './year-weeks.ts';

/** Draws a picture with what the drawing library knows. */
export function drawTrend(picture: TrendPicture, look: TrendLook): TrendOption {
	switch (picture.kind) {
		case 'satisfaction':
			return satisfactionTrend(picture, look);
		case 'bridge':
			return bridge(picture, look);
		case 'weeks':
			return yearWeeks(picture, look);
		case 'mix':
			return channelMix(picture, look);
		case 'chats':
			return growthWeeks(picture, look);
		case 'reach':
			return smallMultiples(picture, look);
	}
}
