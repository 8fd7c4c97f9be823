import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { drawTrend } from './draw-trend.ts';
import type { TrendPicture } from './pictures.ts';
import { trendLookOf } from './trend-look.ts';
import './trend-parts.ts';

use([CanvasRenderer]);

const width = 1600;
const height = 900;
const scale = 2;
const margin = 56;

/** The words of a picture that is taken along. */
export type PictureWords = Readonly<{ title: string; subtitle: string; source: string }>;

/** A chart as a PNG of 1600 × 900 at twice the density, with its title, what it shows, its source and date in it. */
export async function trendPng(picture: TrendPicture, words: PictureWords, beside: HTMLElement): Promise<Blob> {
	const place = document.createElement('div');
	place.className = 'picture-to-go';
	beside.append(place);
	const look = { ...trendLookOf(place, false), width: width - 2 * margin, height: height - 240 };
	const chart = init(place, null, {
		renderer: 'canvas',
		devicePixelRatio: scale,
		width: look.width,
		height: look.height
	});
	try {
		chart.setOption({ ...drawTrend(picture, look), animation: false });
		const drawn = chart.renderToCanvas({ pixelRatio: scale, backgroundColor: look.colour('surface') });
		const canvas = document.createElement('canvas');
		canvas.width = width * scale;
		canvas.height = height * scale;
		const context = canvas.getContext('2d');
		if (context === null) throw new TypeError('this browser draws no pictures');
		context.scale(scale, scale);
		context.fillStyle = look.colour('surface');
		context.fillRect(0, 0, width, height);
		const write = (text: string, size: number, weight: number, token: string, y: number) => {
			context.font = `${weight} ${size}px ${look.fontFamily}`;
			context.fillStyle = look.colour(token);
			context.fillText(text, margin, y, width - 2 * margin);
		};
		write(words.title, 40, 600, 't1', 80);
		write(words.subtitle, 22, 400, 't2', 122);
		context.drawImage(drawn, margin, 156, look.width, look.height);
		write(words.source, 18, 400, 't2', height - 36);
		return await new Promise<Blob>((resolve, reject) => {
			canvas.toBlob((blob) => (blob === null ? reject(new TypeError('no picture')) : resolve(blob)), 'image/png');
		});
	} finally {
		chart.dispose();
		place.remove();
	}
}
